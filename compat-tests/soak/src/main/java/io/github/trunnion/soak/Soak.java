package io.github.trunnion.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Runs all loads for a time, counts everything in against everything out, and draws the counters.
 *
 * <p>Exit code 1 if a book does not balance, a load stands still, or heap, threads or descriptors
 * grow.
 */
public final class Soak {
    /*
     * Overview
     *
     * A round opens, runs, drains and closes all loads. The first one is short and warms up: it
     * makes the threads of the process that never end, loads the classes and compiles. Threads and
     * descriptors are counted after it, and again after the second one, the measured one.
     */
    private final Options options;
    private final List<Supplier<Load>> kinds;
    private final PrintStream console;
    private final AtomicLong uncaught = new AtomicLong();

    Soak(Options options, List<Supplier<Load>> kinds, PrintStream console) {
        this.options = options;
        this.kinds = kinds;
        this.console = console;
    }

    /**
     * Runs.
     *
     * @param args {@code minutes=}, {@code rate=}, {@code seed=}, {@code loads=}, {@code out=}
     */
    public static void main(String[] args) throws Exception {
        Options options;
        List<Supplier<Load>> kinds;
        try {
            options = Options.parse(args);
            kinds = Loads.of(options.loads());
        } catch (IllegalArgumentException bad) {
            System.err.println(bad.getMessage());
            System.exit(2);
            return;
        }
        Soak soak = new Soak(options, kinds, System.out);
        Thread.setDefaultUncaughtExceptionHandler(soak::uncaught);
        List<Check> checks = soak.run();
        System.exit(checks.stream().allMatch(Check::holds) ? 0 : 1);
    }

    void uncaught(Thread thread, Throwable thrown) {
        uncaught.incrementAndGet();
        console.println("Uncaught on " + thread);
        thrown.printStackTrace(console);
    }

    /** Runs, prints and writes; all must hold. */
    List<Check> run() throws Exception {
        SplittableRandom random = new SplittableRandom(options.seed());
        Round warmUp = new Round(options, kinds);
        List<String> names = warmUp.loads().stream().map(Load::name).toList();
        long expected = options.time().toMillis() / options.every().toMillis() + 2;
        Samples samples = new Samples(names, (int) expected);
        say(
                "Soak of %s for %s after a warm-up of %s: seed %d, rate %.2f, loads %s",
                System.getProperty("java.vm.version"),
                options.time(),
                options.warmUp(),
                options.seed(),
                options.rate(),
                String.join(",", names));
        Daemons.start();
        if (!play(warmUp, random, options.warmUp(), options.warmUp(), () -> {})) {
            return report(samples, warmUp.verdict());
        }
        List<Check> early = warmUp.verdict();
        early.removeIf(Check::holds);
        settle(List.of(), 0, Duration.ofMillis(500));
        List<String> threads = Machine.threadNames();
        long descriptors = Machine.descriptors();

        Round round = new Round(options, kinds);
        long start = System.nanoTime();
        play(round, random, options.time(), options.every(), () -> sample(samples, round, start));
        settle(threads, descriptors, options.patience());

        List<Check> checks = new ArrayList<>(early);
        checks.addAll(round.verdict());
        checks.addAll(round.coverage());
        checks.add(Verdict.heap(samples));
        checks.addAll(
                Verdict.resources(
                        threads, Machine.threadNames(), descriptors, Machine.descriptors()));
        checks.add(Check.equal("process", "nothing uncaught", 0, uncaught.get()));
        return report(samples, checks);
    }

    private boolean play(
            Round round, SplittableRandom random, Duration time, Duration every, Runnable action)
            throws Exception {
        round.open(random.split());
        boolean ran = round.run(time, every, action);
        boolean drained = round.drain();
        round.end();
        return ran && drained;
    }

    /** Threads that have ended are told to the JVM a little later. */
    private static void settle(List<String> threads, long descriptors, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadline < 0
                && (Machine.descriptors() > descriptors
                        || !Machine.surplus(Machine.threadNames(), threads).isEmpty())) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void sample(Samples samples, Round round, long start) {
        samples.take(round.loads(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        long seconds = samples.last(Samples.Column.MILLIS) / 1_000;
        long inFlight = round.loads().stream().mapToLong(l -> l.in.sum() - l.out.sum()).sum();
        long wrong = round.loads().stream().mapToLong(Load::wrong).sum();
        say(
                "%02d:%02d:%02d hand-offs %,d (%,.0f/s) parked %,d (%,.0f/s) in flight %,d"
                        + " heap %.1f MiB threads %d fds %d cpu %.2f wrong %d",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
                samples.last(Samples.Column.HAND_OFFS),
                samples.lately(Samples.Column.HAND_OFFS),
                samples.last(Samples.Column.PARKED),
                samples.lately(Samples.Column.PARKED),
                inFlight,
                samples.last(Samples.Column.HEAP) / (double) (1 << 20),
                samples.last(Samples.Column.THREADS),
                samples.last(Samples.Column.DESCRIPTORS),
                samples.lately(Samples.Column.PROCESSOR_NANOS) / TimeUnit.SECONDS.toNanos(1),
                wrong);
    }

    private List<Check> report(Samples samples, List<Check> checks) throws IOException {
        say("");
        for (Check check : checks) {
            say(
                    "%-4s  %-15s %-55s %s",
                    check.holds() ? "PASS" : "FAIL",
                    check.subject(),
                    check.claim(),
                    check.detail());
        }
        if (samples.count() > 1) {
            say(
                    "In an hour at this pace: %,.0f hand-offs, %,.0f of them to a parked carrier",
                    3_600 * samples.perSecond(Samples.Column.HAND_OFFS),
                    3_600 * samples.perSecond(Samples.Column.PARKED));
            Files.createDirectories(options.folder());
            Files.writeString(
                    options.folder().resolve("soak.json"), Json.of(options, samples, checks));
            Files.writeString(options.folder().resolve("soak.svg"), Plots.of(samples));
            say("Plots: %s", options.folder().resolve("soak.svg"));
        }
        long failed = checks.stream().filter(check -> !check.holds()).count();
        say("%s: %d checks, %d failed", failed == 0 ? "PASS" : "FAIL", checks.size(), failed);
        return checks;
    }

    @SuppressWarnings("AnnotateFormatMethod") // formats are literals here
    private void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
    }
}
