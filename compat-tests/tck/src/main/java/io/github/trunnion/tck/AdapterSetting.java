package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a subclass tells of its adapter, and how a rule runs on it. */
abstract class AdapterSetting<X> extends Verification {
    private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(200);

    /** For subclasses. */
    AdapterSetting() {}

    /**
     * Makes a foreign future that is not done.
     *
     * @return the future with the means to complete it, another one each time
     */
    protected abstract Source<X> source();

    // Directions; those that are not overridden are skipped

    /**
     * A poll-future of a foreign one.
     *
     * @param foreign the foreign future
     * @return the adapter's future
     */
    protected PollFuture<? extends @Nullable Object> toPollFuture(X foreign) {
        throw new UnsupportedOperationException("override toPollFuture(X)");
    }

    /**
     * Starts a poll-future and gives its result as a foreign one.
     *
     * @param future the poll-future
     * @return the adapter's future
     */
    protected X fromPollFuture(PollFuture<? extends @Nullable Object> future) {
        throw new UnsupportedOperationException("override fromPollFuture(PollFuture)");
    }

    /**
     * Blocks until a foreign future is done.
     *
     * @param foreign the foreign future
     * @return its value
     * @throws Exception its failure
     */
    protected @Nullable Object await(X foreign) throws Exception {
        throw new UnsupportedOperationException("override await(X)");
    }

    /**
     * The same for a limited time.
     *
     * @param foreign the foreign future
     * @param timeout how long
     * @return its value
     * @throws Exception its failure, or {@link TimeoutException}
     */
    protected @Nullable Object await(X foreign, Duration timeout) throws Exception {
        throw new UnsupportedOperationException("override await(X, Duration)");
    }

    /**
     * Runs a body that may block on a thread of the adapter's.
     *
     * @param body the body
     * @return its result
     */
    protected X blocking(Callable<? extends @Nullable Object> body) {
        throw new UnsupportedOperationException("override blocking(Callable)");
    }

    /**
     * The same on a given executor, which runs the body late or rejects it.
     *
     * @param executor runs the body
     * @param body the body
     * @return its result
     */
    protected X blockingOn(Executor executor, Callable<? extends @Nullable Object> body) {
        throw new UnsupportedOperationException("override blockingOn(Executor, Callable)");
    }

    // How to look at a foreign future that the adapter made

    /**
     * Whether the foreign future is done. To be overridden if it is no {@link Future}.
     *
     * @param foreign the foreign future
     * @return true if it has a value or a failure or is cancelled
     */
    protected boolean isDone(X foreign) {
        return asFuture(foreign).isDone();
    }

    /**
     * The outcome of a foreign future that is done. To be overridden if it is no {@link Future}.
     *
     * @param foreign the foreign future
     * @return its value
     * @throws Throwable its failure without a wrapper, or {@link CancellationException}
     */
    protected @Nullable Object outcome(X foreign) throws Throwable {
        try {
            return asFuture(foreign).get();
        } catch (ExecutionException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        }
    }

    /**
     * Cancels a foreign future. To be overridden if it is no {@link Future}.
     *
     * @param foreign the foreign future
     * @param interrupt whether a body that runs is to be interrupted
     * @throws UnsupportedOperationException if that cannot be done
     */
    protected void cancel(X foreign, boolean interrupt) {
        asFuture(foreign).cancel(interrupt);
    }

    private Future<? extends @Nullable Object> asFuture(X foreign) {
        if (foreign instanceof Future<?> future) {
            return future;
        }
        throw new Opaque(foreign);
    }

    /** Thrown for what the adapter made, so that the rule does apply, but cannot be looked at. */
    private static final class Opaque extends RuntimeException {
        private static final long serialVersionUID = 1;

        Opaque(Object foreign) {
            super(
                    "override isDone, outcome and cancel: "
                            + foreign.getClass().getName()
                            + " is no Future, so ");
        }
    }

    // Capabilities

    /**
     * A future that depends on the given one, and ends as it does.
     *
     * @param foreign the foreign future
     * @return the dependent
     */
    protected X dependent(X foreign) {
        throw new UnsupportedOperationException("override dependent(X)");
    }

    /**
     * How many callbacks are registered in a foreign future.
     *
     * @param foreign the foreign future
     * @return the number
     */
    protected int callbacks(X foreign) {
        throw new UnsupportedOperationException("override callbacks(X)");
    }

    /**
     * Completes a foreign future that the adapter made, from outside.
     *
     * @param foreign the foreign future
     * @param value the value
     */
    protected void completeFromOutside(X foreign, @Nullable Object value) {
        throw new UnsupportedOperationException("override completeFromOutside(X, Object)");
    }

    /**
     * Runs an action when a foreign future is done, on whatever thread that happens.
     *
     * @param foreign the foreign future
     * @param action the action
     */
    protected void whenDone(X foreign, Runnable action) {
        throw new UnsupportedOperationException("override whenDone(X, Runnable)");
    }

    /**
     * Whether the body of a blocking future has really ended.
     *
     * @param foreign what {@link #blocking} returned
     * @return true once it has
     */
    protected boolean isTerminated(X foreign) {
        throw new UnsupportedOperationException("override isTerminated(X)");
    }

    /**
     * Whether an await of a source that is complete answers without a look at the interrupt flag.
     *
     * @return by default true
     */
    protected boolean answersCompleteAtOnce() {
        return true;
    }

    /**
     * What an await throws on a loop thread, where {@link #fromPollFuture} polls.
     *
     * @return the exception, or null if blocking is not noticed, as by default
     */
    protected @Nullable Class<? extends Exception> blockingGuard() {
        return null;
    }

    // Steps

    /** Runs a rule; what the subclass does not offer skips it. */
    final void onAdapter(String rule, Callable<?> steps) throws Exception {
        Watched.call(
                rule,
                patience().multipliedBy(4),
                () -> {
                    try {
                        steps.call();
                        return true;
                    } catch (UnsupportedOperationException notOffered) {
                        String how = notOffered.getMessage();
                        throw new TestAbortedException(
                                how == null
                                        ? "does not apply: the subclass does not support it"
                                        : "optional: checked if you " + how);
                    } catch (Opaque opaque) {
                        throw new AssertionError(
                                rule + ": " + opaque.getMessage() + rule + " cannot be checked.",
                                opaque);
                    } catch (Exception thrown) {
                        if (thrown instanceof TestAbortedException aborted) {
                            throw aborted;
                        }
                        throw new AssertionError(
                                rule + ": " + thrown + " was thrown; its stack trace says where.",
                                thrown);
                    }
                });
    }

    /** The outcome in one object: the value, or a {@link Thrown}. */
    record Thrown(Throwable failure) {}

    final @Nullable Object end(String rule, X foreign) {
        until(rule, () -> isDone(foreign), "a foreign future is not done");
        try {
            return outcome(foreign);
        } catch (Opaque opaque) {
            throw opaque;
        } catch (Throwable failure) {
            return new Thrown(failure);
        }
    }

    static boolean isCancellation(@Nullable Object end) {
        return end instanceof Thrown thrown && thrown.failure instanceof CancellationException;
    }

    final void until(String rule, BooleanSupplier condition, String otherwise) {
        require(holdsInTime(condition), rule, otherwise + ", within " + patience() + ".");
    }

    /** The same for what may come from the hook of the carrier, which parks meanwhile. */
    final void until(
            String rule, TestCarrier carrier, BooleanSupplier condition, String otherwise) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            require(
                    System.nanoTime() - start < patience().toNanos(),
                    rule,
                    otherwise + ", within " + patience() + ".");
            carrier.park(LOOK_AGAIN); // nothing need end this park
        }
    }

    final boolean holdsInTime(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience().toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return true;
    }

    /** A call on a thread of its own. */
    static final class Waiting<V extends @Nullable Object> {
        final FutureTask<V> call;
        final Thread thread;

        Waiting(boolean virtual, Callable<V> body) {
            call = new FutureTask<>(body);
            thread =
                    virtual
                            ? Thread.ofVirtual().start(call)
                            : Thread.ofPlatform().daemon().start(call);
        }

        boolean isParked() {
            return switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> true;
                default -> false;
            };
        }
    }

    /** An await that has parked, or has ended. */
    final Waiting<@Nullable Object> awaiting(String rule, boolean virtual, Callable<?> call) {
        Waiting<@Nullable Object> waiting = new Waiting<>(virtual, () -> caught(call));
        until(
                rule,
                () -> waiting.isParked() || waiting.call.isDone(),
                "an await neither parks nor returns");
        if (waiting.call.state() == Future.State.FAILED
                && waiting.call.exceptionNow() instanceof UnsupportedOperationException none) {
            throw none;
        }
        return waiting;
    }

    /** What the call returns, or what it throws as a {@link Thrown}. */
    static @Nullable Object caught(Callable<?> call) {
        try {
            return call.call();
        } catch (UnsupportedOperationException notOffered) {
            throw notOffered;
        } catch (Throwable thrown) {
            return new Thrown(thrown);
        }
    }

    final @Nullable Object result(String rule, Waiting<@Nullable Object> waiting) throws Exception {
        try {
            return waiting.call.get(patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw violated(rule, "an await has not returned within " + patience() + ".");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        }
    }
}
