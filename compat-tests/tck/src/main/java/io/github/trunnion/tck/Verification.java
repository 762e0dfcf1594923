package io.github.trunnion.tck;

import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What the verifications share: threads that are watched, and failures that name their rule. */
public abstract class Verification {
    Verification() {}

    /**
     * How long anything may take that has to happen, before its rule counts as broken. A test that
     * passes never waits that long; one that hangs takes up to five times as long.
     *
     * @return by default ten seconds; one second will do while much is broken
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** What a rule does on its carrier. */
    @FunctionalInterface
    interface Steps {
        void run(TestCarrier carrier) throws Exception;
    }

    /** Runs the steps on a thread with a fresh carrier. */
    final void onCarrier(String rule, Steps steps) throws Exception {
        onCarrier(rule, TestCarrier::new, steps);
    }

    final void onCarrier(String rule, Callable<TestCarrier> make, Steps steps) throws Exception {
        watch(
                rule,
                () -> {
                    try (TestCarrier carrier = make.call()) {
                        steps.run(carrier);
                    }
                    return null;
                });
    }

    /**
     * Runs a call on a thread of its own, so that code which never returns fails its rule and does
     * not hang the build.
     */
    final <V> V watch(String rule, Callable<V> call) throws Exception {
        return Watched.call(rule, patience(), call);
    }

    /** Demands what a rule says. */
    static void require(boolean holds, String rule, String otherwise) {
        if (!holds) {
            throw violated(rule, otherwise);
        }
    }

    static AssertionError violated(String rule, String what) {
        return new AssertionError(rule + ": " + what);
    }

    /** Demands that no call under way throws. */
    static void mustNotThrow(String rule, String what, Callable<?> call) {
        try {
            call.call();
        } catch (Throwable thrown) {
            throw new AssertionError(rule + ": " + what + " threw " + thrown, thrown);
        }
    }

    /** Skips an optional rule, and says how to have it checked. */
    static void skipUnless(boolean able, String reason) {
        if (!able) {
            throw new TestAbortedException("optional: " + reason);
        }
    }

    /** Skips an optional rule that a promise of the subclass turns on. */
    static void skipUnlessPromised(boolean promised, String method, String promise) {
        skipUnless(promised, "checked if " + promise + "; then let " + method + "() return true");
    }

    /** Skips a rule that says nothing about this implementation. */
    static void applyIf(boolean applies, String reason) {
        if (!applies) {
            throw new TestAbortedException("does not apply: " + reason);
        }
    }

    /** The body of an untested rule, which is never run. */
    static void untested() {
        Assertions.fail("an untested rule was run");
    }
}
