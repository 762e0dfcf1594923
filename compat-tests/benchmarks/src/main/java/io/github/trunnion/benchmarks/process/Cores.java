package io.github.trunnion.benchmarks.process;

import java.util.List;

/** Has servers run on the first core and what loads them on the second. */
public final class Cores {
    private static final boolean TWO =
            Runtime.getRuntime().availableProcessors() >= 2 && Tools.has("taskset");

    private Cores() {}

    /** The beginning of a command for a server. */
    public static List<String> first() {
        return on(0);
    }

    /** The beginning of a command for what loads a server. */
    public static List<String> second() {
        return on(1);
    }

    private static List<String> on(int core) {
        return TWO ? List.of("taskset", "-c", String.valueOf(core)) : List.of();
    }

    /** Whether servers have a core of their own. */
    public static boolean areTwo() {
        return TWO;
    }
}
