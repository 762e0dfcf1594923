package io.github.trunnion.bridge;

import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The JDK's FutureTask with its steps; that one would interrupt and block the thread of all. Who
 * waits does so until it is done, an interrupt does not end that.
 */
class SimFutureTask<V extends @Nullable Object> implements RunnableFuture<V> {
    private static final int NEW = 0;
    private static final int COMPLETING = 1;
    private static final int NORMAL = 2;
    private static final int EXCEPTIONAL = 3;
    private static final int CANCELLED = 4;
    private static final int INTERRUPTING = 5;
    private static final int INTERRUPTED = 6;

    private final Callable<V> callable;
    private final AtomicInteger state = new AtomicInteger(NEW);
    private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
    private @Nullable Object outcome;

    SimFutureTask(Callable<V> callable) {
        this.callable = callable;
    }

    @Override
    public boolean isCancelled() {
        return state.get() >= CANCELLED;
    }

    @Override
    public boolean isDone() {
        return state.get() != NEW;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!state.compareAndSet(NEW, mayInterruptIfRunning ? INTERRUPTING : CANCELLED)) {
            return false;
        }
        if (mayInterruptIfRunning) {
            Thread running = runner.get();
            if (running != null) {
                running.interrupt();
            }
            state.set(INTERRUPTED);
        }
        done();
        return true;
    }

    /** Is told when it is done. */
    protected void done() {}

    private void set(V value) {
        end(NORMAL, value);
    }

    protected void setException(Throwable thrown) {
        end(EXCEPTIONAL, thrown);
    }

    private void end(int now, @Nullable Object result) {
        if (state.compareAndSet(NEW, COMPLETING)) {
            outcome = result;
            state.set(now);
            done();
        }
    }

    @Override
    public void run() {
        if (!begins()) {
            return;
        }
        try {
            if (state.get() == NEW) {
                V value = callable.call();
                set(value);
            }
        } catch (Throwable thrown) {
            setException(thrown);
        } finally {
            ends();
        }
    }

    /** Runs without an outcome; false if it has one, or has thrown. */
    protected boolean runAndReset() {
        if (!begins()) {
            return false;
        }
        boolean ran = false;
        try {
            if (state.get() == NEW) {
                callable.call();
                ran = true;
            }
        } catch (Throwable thrown) {
            setException(thrown);
        } finally {
            ends();
        }
        return ran && state.get() == NEW;
    }

    private boolean begins() {
        return state.get() == NEW && runner.compareAndSet(null, Thread.currentThread());
    }

    /** Does not end before an interrupt that is on its way. */
    private void ends() {
        runner.set(null);
        Sim.await(() -> state.get() != INTERRUPTING);
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        Sim.await(() -> state.get() > COMPLETING);
        return report();
    }

    @Override
    public V get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!Sim.await(() -> state.get() > COMPLETING, unit.toNanos(timeout))) {
            throw new TimeoutException();
        }
        return report();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null only if that is a value
    private V report() throws ExecutionException {
        int now = state.get();
        if (now == NORMAL) {
            return (V) outcome;
        }
        if (now >= CANCELLED) {
            throw new CancellationException();
        }
        throw new ExecutionException((Throwable) outcome);
    }
}
