package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;

import org.opentest4j.TestAbortedException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What the rules of hooks share: a hook in the slot of a carrier, whose thread is watched. */
abstract class HookRules<H extends ReactorHook> extends Verification {
    HookRules() {}

    /**
     * Makes a hook that was never used and is independent of all others.
     *
     * @param host the context that parks in it; called on its carrier
     * @return the hook, another one each time
     * @throws Exception fails the test
     */
    protected abstract H createHook(ReactorHost host) throws Exception;

    /**
     * Registers one interest of {@code cx.waker()} in the hook; called on its carrier. The slot of
     * the context holds the hook, so that the interest may be registered by a poll of a future.
     *
     * @param hook the hook
     * @param cx the context of a poll
     * @return how to make the event happen, and how to drop the interest
     * @throws Exception fails the test
     */
    protected abstract HookEvent arm(H hook, Context cx) throws Exception;

    /** What a rule does with its hook. */
    @FunctionalInterface
    interface HookSteps<H extends ReactorHook> {
        void run(HookBench<H> bench) throws Exception;
    }

    /** Runs the steps on a thread with a fresh carrier, whose slot holds a fresh hook. */
    final void onHook(String rule, HookSteps<H> steps) throws Exception {
        HookBench.Phase phase = new HookBench.Phase();
        Watched.call(
                rule,
                patience(),
                phase::late,
                () -> {
                    runSteps(rule, phase, steps);
                    return null;
                });
    }

    /** As {@link #onHook}, but the carrier is a virtual thread. */
    final void onVirtualHook(String rule, HookSteps<H> steps) throws Exception {
        HookBench.Phase phase = new HookBench.Phase();
        Watched.call(
                rule,
                patience(),
                phase::late,
                () -> {
                    FutureTask<Boolean> task =
                            new FutureTask<>(() -> runSteps(rule, phase, steps), true);
                    Thread.ofVirtual().name("tck-virtual-carrier").start(task);
                    try {
                        return get(task);
                    } finally {
                        task.cancel(true); // it is given up, unless it is done
                    }
                });
    }

    private static Boolean get(FutureTask<Boolean> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
        }
    }

    private void runSteps(String rule, HookBench.Phase phase, HookSteps<H> steps) {
        try (HookBench<H> bench = new HookBench<>(this, rule, phase)) {
            steps.run(bench);
        } catch (TestAbortedException skipped) {
            throw skipped;
        } catch (AssertionError failure) {
            String strayed = phase.strayed();
            String said = "" + failure.getMessage();
            throw strayed == null || said.contains("a waker was fired on")
                    ? failure
                    : new AssertionError(rule + ": " + strayed + ". " + said, failure);
        } catch (InterruptedException failure) {
            throw new AssertionError(
                    rule
                            + ": the carrier was interrupted by unpark or an event; an interrupt is"
                            + " the carrier's business (H1).",
                    failure);
        } catch (Exception failure) {
            throw new AssertionError(rule + ": " + phase.now + " threw " + failure + ".", failure);
        }
    }
}
