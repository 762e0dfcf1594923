package io.github.trunnion.tck;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What the verifications share: threads that are watched, and failures that name their rule. */
public abstract class Verification {
    Verification() {}

    /**
     * How long anything may take that has to happen, before its rule counts as broken. A test that
     * passes never waits that long.
     *
     * @return by default ten seconds
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

    /** Skips an optional rule. */
    static void skipUnless(boolean able, String reason) {
        Assumptions.assumeTrue(able, "optional: " + reason);
    }

    /** The body of an untested rule, which is never run. */
    static void untested() {
        Assertions.fail("an untested rule was run");
    }
}
