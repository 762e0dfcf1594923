package io.github.trunnion.benchmarks.micro;

import com.sun.management.ThreadMXBean;

import io.github.trunnion.benchmarks.Fork;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorLease;

import java.lang.management.ManagementFactory;

/** Counts in a JVM of its own, and says what {@link Counts} asks for. */
final class CountsFork {
    private static final int TIMES = 100_000;
    private static final int REPETITIONS = 20;
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private CountsFork() {}

    /**
     * Counts.
     *
     * @param args how many submits, and how many rounds
     */
    public static void main(String[] args) throws InterruptedException {
        int submits = Integer.parseInt(args[0]);
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            allocations();
            say(Counts.BUSY, mostUnparks(true, submits));
            say(Counts.FREE, mostUnparks(false, submits));
        }
        System.exit(0);
    }

    private static void say(String name, double value) {
        Fork.say(name + " " + value);
    }

    private static double mostUnparks(boolean busy, int submits) throws InterruptedException {
        double most = 0;
        for (boolean hook : new boolean[] {false, true}) {
            for (int threads = 1; threads <= 2; threads++) {
                ForeignSubmits.Found found = ForeignSubmits.count(busy, hook, threads, submits);
                most = Math.max(most, (double) found.unparks());
            }
        }
        return most * 1_000_000 / submits;
    }

    private static void allocations() {
        CarrierBenchmark.Held held = new CarrierBenchmark.Held();
        try {
            say(Counts.CURRENT, held.bridge.inside(cx -> ofCurrent(held.lease, cx)));
            say(Counts.ACQUIRE, held.bridge.inside(CountsFork::ofAcquire));
        } finally {
            held.close();
        }
    }

    /** Bytes of each look; the least of all repetitions, which is without what a compiler does. */
    private static double ofCurrent(ReactorLease<CarrierBenchmark.Uninterested> lease, Context cx) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int current = CarrierBenchmark.countCurrent(lease, cx, TIMES);
            long after = THREADS.getCurrentThreadAllocatedBytes();
            Threads.require(current == TIMES, "the lease is not current");
            least = Math.min(least, after - before);
        }
        return (double) least / TIMES;
    }

    private static double ofAcquire(Context cx) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            CarrierBenchmark.acquireMany(cx, TIMES);
            long after = THREADS.getCurrentThreadAllocatedBytes();
            least = Math.min(least, after - before);
        }
        return (double) least / TIMES;
    }
}
