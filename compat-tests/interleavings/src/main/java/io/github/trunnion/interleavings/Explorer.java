package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a scenario under many seeds. */
final class Explorer {
    private Explorer() {}

    /**
     * What a range of seeds came to.
     *
     * @param seeds how many were run
     * @param steps of all runs together
     * @param switches of all runs together
     * @param nanos how long it took
     * @param failure the first run that failed, or null
     */
    record Result(long seeds, long steps, long switches, long nanos, @Nullable Outcome failure) {
        /** Both together; the failure is that of the later one. */
        Result plus(Result later) {
            return new Result(
                    seeds + later.seeds,
                    steps + later.steps,
                    switches + later.switches,
                    nanos + later.nanos,
                    later.failure);
        }
    }

    /** Runs seeds from..from+count-1, up to the first failure. */
    static Result explore(World.Case scenario, long from, long count) {
        long start = System.nanoTime();
        long steps = 0;
        long switches = 0;
        long ran = 0;
        Outcome failure = null;
        while (ran < count && failure == null) {
            Outcome outcome = run(scenario, from + ran, false);
            ran++;
            steps += outcome.steps();
            switches += outcome.switches();
            failure = outcome.failure() == null ? null : outcome;
        }
        return new Result(ran, steps, switches, System.nanoTime() - start, failure);
    }

    /** Runs one seed. */
    static Outcome run(World.Case scenario, long seed, boolean traced) {
        return new Run(seed, traced).execute(scenario::run);
    }

    /** What to print about a failure: the seed, the trace, the exception. */
    static String describe(World.Case scenario, Outcome failed) {
        Outcome again = run(scenario, failed.seed(), true);
        StringBuilder text = new StringBuilder();
        for (String line : again.trace()) {
            text.append("    ").append(line).append('\n');
        }
        text.append(scenario).append(" fails under seed ").append(failed.seed()).append(": ");
        text.append(failed.failure());
        if (again.digest() != failed.digest()) {
            text.append("\n  (The trace is of another run: something besides the seed decides.)");
        }
        Throwable cause = failed.cause();
        if (cause != null) {
            StringWriter stack = new StringWriter();
            cause.printStackTrace(new PrintWriter(stack));
            text.append('\n').append(stack);
        }
        text.append("\n  Replay: -Dscenario=").append(scenario).append(" -Dseed=");
        return text.append(failed.seed()).toString();
    }
}
