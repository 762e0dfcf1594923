package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tasks that race for the first value: {@code invokeAny} of a view. */
final class FirstValue<T extends @Nullable Object> {
    /*
     * Overview
     *
     * AbstractExecutorService wraps each action twice for this; closing the executor would end the
     * outer future, and the caller would wait for the inner one. Here the task itself says when it
     * is done, also when that is because it was cancelled. It may say so on a carrier that closes,
     * so there is no lock: a queue and a count of what is in it.
     */
    private final ScheduledView view;
    private final ConcurrentLinkedQueue<Racer> done = new ConcurrentLinkedQueue<>();
    private final Semaphore count = new Semaphore(0);

    FirstValue(ScheduledView view) {
        this.view = view;
    }

    private final class Racer extends ScheduledTask<T> {
        Racer(Callable<T> action) {
            super(view, action, view.nanoTime(), 0);
        }

        @Override
        protected void done() {
            done.add(this);
            count.release();
        }
    }

    /** Runs all until one has a value; the others are cancelled. */
    T of(Collection<? extends Callable<T>> actions, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("invokeAny of no tasks has no result");
        }
        long start = System.nanoTime();
        List<Racer> racers = new ArrayList<>(actions.size());
        try {
            for (Callable<T> action : actions) {
                Racer racer = new Racer(requireNonNull(action, "task"));
                racers.add(racer);
                view.submitNow(racer, "invokeAny");
            }
            ExecutionException last = null;
            for (int i = 0; i < racers.size(); i++) {
                Racer racer = next(nanos == Long.MAX_VALUE ? nanos : nanos - elapsed(start));
                try {
                    return racer.get();
                } catch (ExecutionException failed) {
                    last = failed;
                } catch (RuntimeException cancelled) {
                    last = new ExecutionException(cancelled);
                }
            }
            throw requireNonNull(last);
        } finally {
            racers.forEach(racer -> racer.cancel(true));
        }
    }

    private static long elapsed(long start) {
        return System.nanoTime() - start;
    }

    private Racer next(long nanos) throws InterruptedException, TimeoutException {
        if (nanos == Long.MAX_VALUE) {
            count.acquire();
        } else if (!count.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("No task of invokeAny had a value in time");
        }
        return requireNonNull(done.poll());
    }
}
