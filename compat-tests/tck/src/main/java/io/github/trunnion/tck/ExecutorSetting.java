package io.github.trunnion.tck;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** What a subclass tells of its executor, and how a rule runs on it. */
abstract class ExecutorSetting extends Verification {
    static final String NO_TIMERS = "the executor has no timers of its own";

    /** For subclasses. */
    ExecutorSetting() {}

    /**
     * Makes an executor. It is closed by the kit.
     *
     * @param reports where the executor reports throws that belong to nobody's result: those of
     *     wakers, hooks and cancels. The executor must not be the only thing that the handler is
     *     held by, and nothing else may hold it.
     * @return an open executor, another one each time
     * @throws Exception fails the test
     */
    protected abstract ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports)
            throws Exception;

    /**
     * Whether all futures that are spawned on one executor share one execution context, which rules
     * about several tasks need.
     *
     * @return by default false
     */
    protected boolean hasOneContext() {
        return false;
    }

    /**
     * Whether contexts have a reactor slot that takes hooks.
     *
     * @return by default true; if false the rules about slots and hooks are skipped
     */
    protected boolean takesHooks() {
        return true;
    }

    /**
     * Whether contexts have timers of the executor's own, which fire on the carrier.
     *
     * @return by default true; if false, as with {@link
     *     io.github.trunnion.futures.Context#of(io.github.trunnion.futures.Waker)}, the rules about
     *     timers are skipped
     */
    protected boolean hasOwnTimers() {
        return true;
    }

    /**
     * Whether futures run on a thread that belongs to somebody else, as in an async main: its
     * interrupt flag is not the executor's to clear.
     *
     * @return by default false
     */
    protected boolean runsOnForeignThread() {
        return false;
    }

    /**
     * Whether slot and timers refuse other threads with {@link IllegalStateException}, and so does
     * the context of a task that is done, as those of the library do.
     *
     * @return by default false: such uses are the caller's fault, and unspecified
     */
    protected boolean guardsContexts() {
        return false;
    }

    /**
     * Whether {@code spawn} throws {@link java.util.concurrent.RejectedExecutionException} after
     * close.
     *
     * @return by default false: what it does then is checked less
     */
    protected boolean rejectsAfterClose() {
        return false;
    }

    /**
     * Whether close waits for tasks, and an interrupt of the waiting thread cancels them.
     *
     * @return by default false
     */
    protected boolean closeWaitsAndHeedsInterrupts() {
        return false;
    }

    /**
     * What is thrown when a loop thread is about to block.
     *
     * @return the exception, or null if blocking is not noticed, as by default
     */
    protected @Nullable Class<? extends Exception> blockingGuard() {
        return null;
    }

    /**
     * Would block the calling thread, which is a carrier of the executor; for {@link
     * #blockingGuard}.
     *
     * @param executor an executor
     * @throws Exception what the guard throws
     */
    protected void blockCarrier(ExecutorUnderTest executor) throws Exception {
        Future<?> never = executor.spawn(new Probe(new ConcurrentLinkedQueue<>()));
        try {
            never.get();
        } finally {
            never.cancel(true);
        }
    }

    /** What a rule does. */
    @FunctionalInterface
    interface BenchSteps {
        void run(Bench bench) throws Exception;
    }

    /** Runs the steps with a fresh executor, which is closed after them. */
    final void onExecutor(String rule, BenchSteps steps) throws Exception {
        // Everything inside waits for at most one patience; this one is the last resort.
        Watched.call(
                rule,
                patience().multipliedBy(5),
                () -> {
                    Queue<Throwable> reports = new ConcurrentLinkedQueue<>();
                    ExecutorUnderTest executor = create((thread, thrown) -> reports.add(thrown));
                    Bench bench = new Bench(rule, patience(), executor, reports);
                    try {
                        steps.run(bench);
                        bench.finish();
                    } catch (AssertionError | TestAbortedException verdict) {
                        bench.finishAfter(verdict);
                        throw verdict;
                    } catch (Throwable thrown) {
                        bench.finishAfter(thrown);
                        throw new AssertionError(
                                rule + ": " + thrown + " was thrown; its stack trace says where.",
                                thrown);
                    }
                    return true;
                });
    }

    /** The same for a rule about slots and hooks. */
    final void onSlot(String rule, BenchSteps steps) throws Exception {
        applyIf(takesHooks(), "the executor takes no hooks");
        onExecutor(rule, steps);
    }

    /** The same for a rule about timers. */
    final void onTimers(String rule, BenchSteps steps) throws Exception {
        applyIf(hasOwnTimers(), NO_TIMERS);
        onExecutor(rule, steps);
    }

    /** The same for a rule about several tasks of one context. */
    final void onOneContext(String rule, BenchSteps steps) throws Exception {
        skipUnlessPromised(
                hasOneContext(), "hasOneContext", "all tasks of an executor share one context");
        onExecutor(rule, steps);
    }
}
