package io.github.trunnion.soak;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All loads once: opened, run, drained, closed. */
final class Round {
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<Load> loads;
    private final Options options;
    private final List<Check> checks = new ArrayList<>();

    Round(Options options, List<Supplier<Load>> kinds) {
        this.options = options;
        this.loads = kinds.stream().map(Supplier::get).toList();
    }

    List<Load> loads() {
        return loads;
    }

    void open(SplittableRandom random) throws Exception {
        for (Load load : loads) {
            load.open(random.split(), options.rate());
        }
        loads.forEach(Load::start);
    }

    /** Calls the action by the clock until the time is over; false once a load stands still. */
    boolean run(Duration time, Duration every, Runnable action) throws InterruptedException {
        Watch watch = new Watch(loads, options.patience());
        long start = System.nanoTime();
        long next = start;
        while (true) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                action.run();
                next += every.toNanos();
            }
            if (now - start >= time.toNanos()) {
                return true;
            }
            List<String> stalled = watch.stalled();
            if (!stalled.isEmpty()) {
                fail("no progress for " + options.patience().toSeconds() + " s: " + stalled);
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(LOOK, Math.max(1, next - System.nanoTime())));
        }
    }

    /** Stops the drivers and waits for all that is under way; false if it does not come. */
    boolean drain() throws InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        loads.forEach(Load::stop);
        List<String> left = new ArrayList<>();
        for (Load load : loads) {
            for (Driver driver : load.drivers()) {
                if (!driver.join(deadline)) {
                    left.add("driver " + driver.name());
                }
            }
        }
        for (Load load : loads) {
            while (!load.isDrained() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            if (!load.isDrained()) {
                left.add("load " + load.name());
            }
        }
        if (!left.isEmpty()) {
            fail("not drained in " + options.patience().toSeconds() + " s: " + left);
        }
        return left.isEmpty();
    }

    /** Closes all loads, each on a thread of its own as it might not come back. */
    void end() throws InterruptedException {
        long limit = Math.max(10, 2 * options.patience().toSeconds());
        for (Load load : loads) {
            Thread closer = Thread.ofPlatform().name("soak-end").daemon().unstarted(load::end);
            closer.start();
            if (!closer.join(Duration.ofSeconds(limit))) {
                fail("not closed in " + limit + " s: load " + load.name());
            }
        }
    }

    /** Everything there is to know about a standstill, in files and, shortened, on the console. */
    private void fail(String what) {
        StringBuilder state = new StringBuilder(what).append('\n');
        loads.forEach(load -> state.append(load.describe()));
        String where;
        try {
            Files.createDirectories(options.folder());
            Files.writeString(options.folder().resolve("dump.txt"), state);
            Path threads = options.folder().resolve("threads.txt").toAbsolutePath();
            Files.deleteIfExists(threads);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(
                            threads.toString(),
                            HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            where = "see dump.txt and threads.txt in " + options.folder();
        } catch (IOException noDump) {
            where = noDump + "\n" + state;
        }
        checks.add(new Check("all", "no standstill", false, what + "; " + where));
    }

    /** Whether the loads have met what they are made to meet; for a round that is long enough. */
    List<Check> coverage() {
        List<Check> all = new ArrayList<>();
        for (Load load : loads) {
            long count = load.out.sum();
            all.add(new Check(load.name(), "has counted", count > 0, String.format("%,d", count)));
            all.addAll(load.coverage());
        }
        return all;
    }

    /** What went wrong, and all books. */
    List<Check> verdict() {
        List<Check> all = new ArrayList<>(checks);
        loads.forEach(load -> all.addAll(load.verdict()));
        return all;
    }
}
