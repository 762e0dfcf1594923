package io.github.trunnion.benchmarks.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has servers run on the first core and what loads them on the second, each before all else that
 * runs there.
 */
public final class Cores {
    private static final boolean TWO =
            Runtime.getRuntime().availableProcessors() >= 2 && Tools.has("taskset");

    /*
     * Where Linux groups processes by session, nice has no effect between sessions: a process of
     * another terminal gets half the core. So each has a session of its own, and that is preferred;
     * only root may, and without it the figures are what they are.
     */
    private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");
    private static final boolean PREFERRED = Files.exists(AUTOGROUP) && Tools.has("setsid");
    private static final String PREFER =
            "{ echo -18 > " + AUTOGROUP + "; } 2>/dev/null; exec \"$0\" \"$@\"";

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
        List<String> command = new ArrayList<>();
        if (PREFERRED) {
            command.addAll(List.of("setsid", "sh", "-c", PREFER));
        }
        if (TWO) {
            command.addAll(List.of("taskset", "-c", String.valueOf(core)));
        }
        return command;
    }

    /** Whether servers have a core of their own. */
    public static boolean areTwo() {
        return TWO;
    }
}
