package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One kind of work, which counts what it gives to the library and what it gets back.
 *
 * <p>Used once: {@link #open}, {@link #start}, {@link #stop}, wait for {@link #isDrained}, {@link
 * #end}, and then {@link #verdict}.
 */
abstract class Load {
    private static final int COMPLAINTS_KEPT = 5;

    /** What was given to the library. */
    final LongAdder in = new LongAdder();

    /** What came back and was right. */
    final LongAdder out = new LongAdder();

    private final String name;
    private final AtomicLong wrong = new AtomicLong();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final List<Driver> drivers = new ArrayList<>();
    private final List<Kicker> kickers = new ArrayList<>();
    private final List<BridgeExecutor> executors = new CopyOnWriteArrayList<>();
    private final Object retiring = new Object();
    private Totals retired = Totals.NONE; // under retiring
    private SplittableRandom random = new SplittableRandom();
    private double rate = 1;

    /** Written by the main thread, read by drivers. */
    private volatile boolean stopping;

    Load(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    final void open(SplittableRandom seeded, double pace) throws Exception {
        random = seeded;
        rate = pace;
        open();
    }

    final void start() {
        drivers.forEach(Driver::start);
    }

    final void stop() {
        stopping = true;
    }

    final boolean isStopping() {
        return stopping;
    }

    /** Makes executors and drivers. */
    abstract void open() throws Exception;

    /** Ends what {@link #open} made, but for executors, drivers and kickers. All is drained. */
    void close() throws Exception {}

    /** More books that must balance when all is closed. */
    List<Check> books() {
        return List.of();
    }

    /** What must have happened at least once for the books to mean anything. */
    List<Check> coverage() {
        return List.of();
    }

    /** Brings the counters up to date that are not counted as they happen. */
    void sampling() {}

    /** Whether all that was given has come back. */
    boolean isDrained() {
        sampling();
        return out.sum() == in.sum();
    }

    final List<Driver> drivers() {
        return drivers;
    }

    /** Closes everything; complaints tell what could not be. */
    final void end() {
        try {
            close();
            for (Kicker kicker : kickers) {
                kicker.close();
            }
            for (BridgeExecutor executor : executors) {
                executor.close(Duration.ofSeconds(5));
                if (!executor.isClosed()) {
                    complain("not closed: " + executor);
                }
                retire(executor);
            }
        } catch (Throwable unexpected) {
            complain("close", unexpected);
        }
    }

    // for subclasses

    final BridgeExecutor executor(String what, int carriers) {
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name(name + what)
                        .carriers(carriers)
                        .uncaughtHandler((thread, thrown) -> uncaught(thrown))
                        .build();
        executors.add(executor);
        return executor;
    }

    /** Takes over the counters of an executor that is closed. */
    final void retire(BridgeExecutor executor) {
        Totals last = Totals.of(executor.counters());
        for (CarrierCounters carrier : executor.carrierCounters()) {
            if (carrier.unparks() > carrier.parks()) {
                complain("more unparks than parks (E3): " + carrier);
            }
        }
        synchronized (retiring) {
            retired = retired.plus(last);
            executors.remove(executor);
        }
    }

    final void drive(double perSecond, Driver.Step step) {
        String driver = name + "-" + drivers.size();
        drivers.add(new Driver(this, driver, perSecond * rate, random.split(), step));
    }

    final Kicker kicker() {
        Kicker kicker = new Kicker(this, random.split());
        kickers.add(kicker);
        return kicker;
    }

    /** What an executor could give to nobody else. */
    void uncaught(Throwable thrown) {
        complain("uncaught", thrown);
    }

    final void complain(String what) {
        wrong.incrementAndGet();
        if (complaints.size() < COMPLAINTS_KEPT) {
            complaints.add(what);
        }
    }

    final void complain(String where, Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        complain(where + ": " + text);
    }

    /** Counts something that came back, or complains. */
    final void expect(boolean right, String otherwise) {
        if (right) {
            out.increment();
        } else {
            complain(otherwise);
        }
    }

    // for the report

    final Totals totals() {
        synchronized (retiring) {
            Totals sum = retired;
            for (BridgeExecutor executor : executors) {
                sum = sum.plus(Totals.of(executor.counters()));
            }
            return sum;
        }
    }

    final long wrong() {
        return wrong.get();
    }

    final List<Check> verdict() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.equal(name, "in = out", in.sum(), out.sum()));
        checks.addAll(books());
        String detail = wrong + " complaints";
        checks.add(
                new Check(
                        name,
                        "nothing wrong",
                        wrong.get() == 0,
                        complaints.isEmpty()
                                ? detail
                                : detail + "\n" + String.join("\n", complaints)));
        return checks;
    }

    /** All that is known about the state, for a failure. */
    final String describe() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "load %s: in %,d, out %,d, wrong %,d, stopping %s%n",
                        name, in.sum(), out.sum(), wrong.get(), stopping));
        for (Driver driver : drivers) {
            text.append(
                    String.format(
                            "  driver %s: %,d steps, %s%n",
                            driver.name(), driver.steps(), driver.thread().getState()));
        }
        for (BridgeExecutor executor : executors) {
            text.append("  ").append(executor).append('\n');
            executor.carrierCounters()
                    .forEach(counters -> text.append("    ").append(counters).append('\n'));
        }
        complaints.forEach(complaint -> text.append("  ").append(complaint).append('\n'));
        return text.toString();
    }
}
