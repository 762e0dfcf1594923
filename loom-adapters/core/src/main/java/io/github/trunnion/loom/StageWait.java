package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** One wait for a stage that offers nothing but callbacks; it is the callback (aw04). */
final class StageWait<T extends @Nullable Object>
        implements BiConsumer<@Nullable T, @Nullable Throwable>, ManagedPark.Wait {
    /*
     * Overview
     *
     * Everything is in one word, which only leaves WAITING, by one CAS (aw08). WAITING is the
     * waiting thread itself and RESUMED is the result itself, so that a wait that was given up holds
     * neither: the callback that stays in the source is an empty object.
     *
     * The permit of the thread is shared with everybody, so it decides nothing: the waiter looks at
     * the word before each park, and the callback unparks after its CAS. If the source completes
     * after a timeout, the CAS of the callback fails, and whatever the thread does by then is not
     * disturbed.
     *
     * Possible transitions of the word:
     *   WAITING -> RESUMED      the source called back
     *   WAITING -> TIMED_OUT    the waiter's time is up
     *   WAITING -> INTERRUPTED  the waiter saw its interrupt
     *   WAITING -> CLOSED       the wait never began: refused by the guard or by the source
     */
    private static final Object TIMED_OUT = new Object();
    private static final Object INTERRUPTED = new Object();
    private static final Object CLOSED = new Object();

    private volatile Object word; // a Thread: WAITING; a Settled: RESUMED; left by CAS only

    private StageWait(Thread waiter) {
        this.word = waiter;
    }

    static <T extends @Nullable Object> Settled<T> await(
            CompletionStage<? extends T> source, Waits how, String operation)
            throws InterruptedException, TimeoutException {
        how.guard().enter(operation);
        if (source instanceof Future<?> future && Sources.isDone(source)) {
            @SuppressWarnings("unchecked") // one object, one value
            Future<? extends T> done = (Future<? extends T>) future;
            return Settled.of(done);
        }
        Limit limit = how.limit().orDeadline();
        StageWait<T> wait = new StageWait<>(Thread.currentThread());
        SourceLink link = wait.register(source);
        Object end = CLOSED;
        try {
            end = wait.park(source, limit, how.guard(), operation);
        } finally {
            if (!(end instanceof Settled)) {
                wait.give(CLOSED);
                link.close();
            }
        }
        if (end instanceof Settled<?> settled) {
            return wait.typed(settled);
        }
        return end == INTERRUPTED
                ? GiveUp.<T>stageInterrupted(
                        source, GiveUp.interruptOf(source), how.onInterrupt(), how.guard())
                : GiveUp.<T>stageTimedOut(
                        source, limit.expired(source), how.onTimeout(), how.guard());
    }

    private SourceLink register(CompletionStage<? extends T> source) {
        try {
            return SourceLink.<T>open(source, this);
        } catch (Throwable thrown) {
            give(CLOSED);
            throw thrown;
        }
    }

    /** Waits until the word has left WAITING, and returns it. */
    private Object park(
            CompletionStage<? extends T> source, Limit limit, AwaitGuard guard, String operation) {
        if (!(word instanceof Thread)) { // volatile read
            return word;
        }
        if (limit.isOneLook()) {
            return parkUntil(source, limit);
        }
        guard.requireMayBlock(operation);
        PendingAwait pending = Awaits.begin(source);
        try {
            return parkUntil(source, limit);
        } finally {
            Awaits.end(pending);
        }
    }

    private Object parkUntil(CompletionStage<? extends T> source, Limit limit) {
        long deadline = limit.isEndless() ? 0 : System.nanoTime() + limit.nanos();
        while (true) {
            Object seen = word; // volatile read: the result behind it is seen
            if (!(seen instanceof Thread)) {
                return seen;
            }
            if (limit.isOneLook()) {
                give(TIMED_OUT);
            } else if (Thread.interrupted()) {
                if (!give(INTERRUPTED)) {
                    Thread.currentThread().interrupt();
                }
            } else if (limit.isEndless()) {
                ManagedPark.park(source, this);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    give(TIMED_OUT);
                } else {
                    ManagedPark.parkNanos(source, left, this);
                }
            }
        }
    }

    @Override
    public boolean isOver() {
        return !(word instanceof Thread); // volatile read
    }

    /** Ends the wait for a reason of the waiter's; false if it has ended. */
    private boolean give(Object end) {
        Object seen = word; // volatile read
        return seen instanceof Thread && WORD.compareAndSet(this, seen, end); // volatile
    }

    @Override
    public void accept(@Nullable T value, @Nullable Throwable failure) {
        Object seen = word; // volatile read
        if (seen instanceof Thread waiter
                // volatile: publishes the result
                && WORD.compareAndSet(this, seen, Settled.of(value, failure))
                && waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    @SuppressWarnings("unchecked") // only accept puts one there
    private Settled<T> typed(Settled<?> settled) {
        return (Settled<T>) settled;
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(StageWait.class, "word", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?>[] ensureLoaded = {LockSupport.class, ManagedPark.class};
    }
}
