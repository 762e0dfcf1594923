package io.github.trunnion.mutations;

import java.util.Locale;

/**
 * How a run of tests went.
 *
 * @param kind what happened
 * @param test the test that it happened in
 * @param message the first line of what the test said
 */
record Verdict(Kind kind, String test, String message) {
    enum Kind {
        /** Every test passed. */
        PASSED,
        /** A test failed. */
        FAILED,
        /** A test did not end. */
        HUNG,
        /** The JVM ended, or did not end, without a word. */
        DIED
    }

    Verdict {
        message = firstLine(message);
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(3) // AssertJ spreads what it expected over lines
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    boolean killed() {
        return kind != Kind.PASSED;
    }

    String write() {
        return kind + "\n" + test + "\n" + message + "\n";
    }

    static Verdict read(String text) {
        String[] lines = text.split("\n", -1);
        return new Verdict(Kind.valueOf(lines[0]), lines[1], lines[2]);
    }

    @Override
    public String toString() {
        String how = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.PASSED ? "SURVIVED " + test : how + " in " + test + ": " + message;
    }
}
