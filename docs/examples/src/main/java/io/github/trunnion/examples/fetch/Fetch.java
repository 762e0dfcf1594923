package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.BridgeBuilder;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;

import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Fetches files over HTTP in several ways on one carrier, and compares what they got and what it
 * cost.
 *
 * <p>{@code Fetch --help} tells the options.
 */
public final class Fetch {
    private static final int CLEAN = 0;
    private static final int TROUBLE = 1;
    private static final int MISUSE = 2;
    private static final int STOPPED = 130;
    private static final int STOP_SECONDS = 5;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final StopSwitch stopSwitch = new StopSwitch();

    Fetch(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Runs the program. */
    public static void main(String[] args) throws InterruptedException {
        Fetch fetch = new Fetch(System.out, System.err, isTerminal());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> fetch.stopAndWait(ended), "stop"));
        int code;
        try {
            code = fetch.run(args);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null where there is no terminal, but not always
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Ctrl-C ends the process when this returns. */
    private void stopAndWait(CountDownLatch ended) {
        stopSwitch.stop();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                err.println("fetch: not everything came to its end.");
            }
        } catch (InterruptedException e) {
            // the process ends all the same
        }
    }

    /** Runs the program; the result is its exit code. */
    int run(String... args) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (Options.Misuse e) {
            err.println("fetch: " + e.getMessage());
            err.println();
            err.print(Options.USAGE);
            return MISUSE;
        }
        if (options.help()) {
            out.print(Options.USAGE);
            return CLEAN;
        }
        try (Sources sources = Sources.open(options.sources())) {
            sources.emptyFolders().forEach(f -> out.println("There are no files in " + f + "."));
            return sources.items().isEmpty() ? CLEAN : compare(sources.items(), options);
        } catch (CancellationException e) {
            out.println("Stopped.");
            return STOPPED;
        }
    }

    private int compare(List<Item> items, Options options) throws InterruptedException {
        List<WayResult> results = new ArrayList<>();
        BridgeBuilder builder = BridgeExecutor.builder().name("fetch");
        if (options.carriers()) {
            builder.mode(BridgeMode.CARRIER);
        }
        BridgeMode mode;
        try (BridgeExecutor bridge = builder.build()) {
            mode = bridge.mode();
            Names names = new Names();
            for (WayName name : options.ways()) {
                try (Way way = name.open(names, bridge)) {
                    Progress progress = new Progress(out, terminal, name.label(), items.size());
                    results.add(
                            new WayRun(way, options.timeout(), progress)
                                    .run(name, items, options.concurrency(), bridge, stopSwitch));
                }
            }
        }
        Report report = new Report(items, results, mode);
        report.print(out, options.list());
        return report.isClean() ? CLEAN : TROUBLE;
    }
}
