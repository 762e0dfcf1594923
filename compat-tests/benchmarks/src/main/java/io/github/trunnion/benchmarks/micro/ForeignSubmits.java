package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Counts the unparks that a million submits from foreign threads cost (E3): while the carrier is
 * inside a task, and while it runs and parks as it likes, plainly and in a hook.
 *
 * <p>Columns: unparks during the submits; unparks and parks of the executor in all; submits that
 * the carrier took. Exit code 1 if a busy carrier is unparked more than once, or any more often
 * than it parks.
 */
public final class ForeignSubmits {
    private static final int SUBMITS = 1_000_000;

    private ForeignSubmits() {}

    /** A hook that sleeps on a semaphore of its own. */
    private static final class SemaphoreHook implements ReactorHook {
        private final Semaphore permits = new Semaphore(0);

        @Override
        public int park(long nanos) {
            try {
                if (nanos == Long.MAX_VALUE) {
                    permits.acquire();
                } else if (!permits.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                    return 0;
                }
                permits.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }

        @Override
        public void unpark() {
            permits.release();
        }

        @Override
        public boolean hasInterest() {
            return true;
        }

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void close() {}
    }

    /** Holds a lease of the hook for ever. */
    private static final class Holder implements PollFuture<String> {
        private @Nullable ReactorLease<SemaphoreHook> lease;

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            lease = cx.reactor().acquire(SemaphoreHook.class, host -> new SemaphoreHook());
            return Poll.pending();
        }

        @Override
        public void cancel() {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /**
     * Counts and prints.
     *
     * @param args none
     */
    public static void main(String[] args) throws InterruptedException {
        boolean good = true;
        System.out.printf(
                "%-28s %10s %10s %10s %10s %10s%n",
                "1,000,000 foreign submits", "unparks", "in all", "parks", "submits", "ms");
        for (boolean hook : List.of(false, true)) {
            for (int threads : List.of(1, 2)) {
                good &= print(true, hook, threads);
                good &= print(false, hook, threads);
            }
        }
        System.exit(good ? 0 : 1);
    }

    /**
     * What was counted.
     *
     * @param unparks during the submits
     * @param unparksInAll of the executor
     * @param parks of the executor
     * @param submits that the carrier took
     * @param millis until all of them had run
     */
    record Found(long unparks, long unparksInAll, long parks, long submits, long millis) {}

    private static boolean print(boolean busy, boolean hook, int threads)
            throws InterruptedException {
        Found found = count(busy, hook, threads, SUBMITS);
        System.out.printf(
                "%-28s %,10d %,10d %,10d %,10d %,10d%n",
                (busy ? "busy" : "free")
                        + (hook ? ", hook" : ", plain")
                        + (threads == 1 ? ", 1 thread" : ", " + threads + " threads"),
                found.unparks,
                found.unparksInAll,
                found.parks,
                found.submits,
                found.millis);
        return found.unparksInAll <= found.parks && (!busy || found.unparks <= 1);
    }

    /** Submits so many times by so many threads. */
    static Found count(boolean busy, boolean hook, int threads, int submits)
            throws InterruptedException {
        BridgeExecutor executor = BridgeExecutor.builder().name("submits").daemon(true).build();
        if (hook) {
            var _ = executor.spawn(new Holder());
        }
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        if (busy) {
            executor.execute(() -> hold(held, release));
            held.await();
        }
        CarrierCounters before = executor.counters();
        long start = System.nanoTime();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            submitters.add(Thread.ofPlatform().start(() -> submit(executor, submits / threads)));
        }
        for (Thread submitter : submitters) {
            submitter.join();
        }
        CarrierCounters after = executor.counters();
        release.countDown();
        Phaser drained = new Phaser(1);
        executor.execute(drained::arrive);
        drained.awaitAdvance(0);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        CarrierCounters end = executor.counters();
        executor.close(Duration.ZERO);
        return new Found(
                after.unparks() - before.unparks(),
                end.unparks(),
                end.parks(),
                end.foreignSubmits() - before.foreignSubmits(),
                millis);
    }

    private static void submit(BridgeExecutor executor, int count) {
        Runnable nothing = () -> {};
        for (int i = 0; i < count; i++) {
            executor.execute(nothing);
        }
    }

    private static void hold(CountDownLatch held, CountDownLatch release) {
        held.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
