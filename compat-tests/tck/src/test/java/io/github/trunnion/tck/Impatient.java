package io.github.trunnion.tck;

import java.time.Duration;

/**
 * Runs broken implementations with little patience, so that what never happens is found soon, and
 * again, with more, if the machine was too slow for the verdict that was expected or a race did not
 * show.
 */
final class Impatient {
    private static final Duration[] PATIENCE = {
        Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(4), Duration.ofSeconds(4)
    };

    /** Of the run under way; tests of this module run one after the other. */
    private static volatile Duration current = PATIENCE[0];

    private Impatient() {}

    /** The patience of a broken implementation's verification. */
    static Duration patience() {
        return current;
    }

    /** What the rule says of it; the expected verdict, if any patience leads to that. */
    static String verdict(Class<?> verification, String rule, String expected) {
        String verdict = "";
        for (Duration patience : PATIENCE) {
            current = patience;
            verdict = KitRun.verdict(verification, rule);
            if (verdict.startsWith(expected)) {
                break;
            }
        }
        current = PATIENCE[0];
        return verdict;
    }
}
