package io.github.trunnion.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * How the tests of a run have ended.
 *
 * @param tests how many there were
 * @param failures the names of those that failed, each with what it said
 * @param skips the names of those that did not run, each with the reason
 */
record Counts(int tests, List<String> failures, List<String> skips) {
    static final Counts NONE = new Counts(0, List.of(), List.of());

    /** Reads what {@link TestRun} has written. */
    static Counts read(List<String> lines) {
        int tests = 0;
        List<String> failures = new ArrayList<>();
        List<String> skips = new ArrayList<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String rest = line.substring(space + 1);
            switch (line.substring(0, Math.max(space, 0))) {
                case "tests" -> tests = Integer.parseInt(rest);
                case "failed" -> failures.add(rest);
                case "skipped" -> skips.add(rest);
                default -> {} // how long a class took
            }
        }
        return new Counts(tests, List.copyOf(failures), List.copyOf(skips));
    }

    Counts plus(Counts other) {
        return new Counts(
                tests + other.tests, joined(failures, other.failures), joined(skips, other.skips));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }
}
