package io.github.trunnion.interleavings.toys;

import io.github.trunnion.interleavings.Cell;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Small scenarios whose interleavings are known; most of them are wrong. */
public final class Toys {
    /** What the runs of {@link #order} saw; the test reads it. */
    public static final List<String> SEEN = new ArrayList<>();

    private volatile int count;
    private volatile boolean ready;

    private Toys() {}

    /** Two threads with two steps each. */
    @Scenario
    public static void order() throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        Thread a = Sim.start("a", () -> twoSteps("a", seen));
        Thread b = Sim.start("b", () -> twoSteps("b", seen));
        a.join();
        b.join();
        SEEN.add(seen.toString());
    }

    private static void twoSteps(String name, StringBuilder seen) {
        Sim.pause();
        seen.append(name);
        Sim.pause();
        seen.append(name);
    }

    /** Correct. */
    @Scenario
    static void atomicCount() throws InterruptedException {
        AtomicInteger sum = new AtomicInteger();
        Thread a = Sim.start("a", sum::incrementAndGet);
        Thread b = Sim.start("b", () -> sum.incrementAndGet());
        a.join();
        b.join();
        Sim.equal(sum.get(), 2, "sum");
    }

    @Scenario
    static void lostUpdate() throws InterruptedException {
        Toys shared = new Toys();
        Thread a = Sim.start("a", () -> shared.count = shared.count + 1);
        Thread b = Sim.start("b", () -> shared.count = shared.count + 1);
        a.join();
        b.join();
        Sim.equal(shared.count, 2, "count");
    }

    @Scenario
    static void deadlock() {
        AtomicInteger forks = new AtomicInteger();
        Sim.start("left", () -> takeTwo(forks, 1, 2));
        Sim.start("right", () -> takeTwo(forks, 2, 1));
    }

    private static void takeTwo(AtomicInteger forks, int first, int second) {
        take(forks, first);
        take(forks, second);
        forks.addAndGet(-first - second);
    }

    private static void take(AtomicInteger forks, int bit) {
        int seen = forks.get();
        while ((seen & bit) != 0 || !forks.compareAndSet(seen, seen | bit)) {
            Sim.await(() -> (forks.get() & bit) == 0);
            seen = forks.get();
        }
    }

    /** Who signals unparks only who is said to be parked. */
    @Scenario
    static void missedSignal() {
        Toys shared = new Toys();
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            if (!shared.ready) {
                                shared.count = 1;
                                LockSupport.park();
                            }
                        });
        Sim.start(
                "signaller",
                () -> {
                    shared.ready = true;
                    if (shared.count == 1) {
                        LockSupport.unpark(waiter);
                    }
                });
    }

    /** Correct: the permit makes up for the order. */
    @Scenario
    static void stickyPermit() {
        Toys shared = new Toys();
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            while (!shared.ready) {
                                LockSupport.park();
                            }
                        });
        Sim.start(
                "signaller",
                () -> {
                    shared.ready = true;
                    LockSupport.unpark(waiter);
                });
    }

    /** Wrong: park may return for no reason. */
    @Scenario
    static void parkWithoutLoop() {
        Toys shared = new Toys();
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            LockSupport.park();
                            Sim.check(shared.ready, "the signal came before park returned");
                        });
        Sim.start(
                "signaller",
                () -> {
                    shared.ready = true;
                    LockSupport.unpark(waiter);
                });
    }

    /** Dekker without fences: each may miss the other's plain write. */
    @Scenario
    static void storeBuffer() throws InterruptedException {
        Cell x = new Cell();
        Cell y = new Cell();
        int[] seen = new int[2];
        Thread a =
                Sim.start(
                        "a",
                        () -> {
                            x.set(1);
                            seen[0] = y.get();
                        });
        Thread b =
                Sim.start(
                        "b",
                        () -> {
                            y.set(1);
                            seen[1] = x.get();
                        });
        a.join();
        b.join();
        Sim.check(seen[0] + seen[1] > 0, "one of the two saw the other's write");
    }

    /** Correct: time passes only when all wait. */
    @Scenario
    static void timedPark() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 1_000) {
            LockSupport.parkNanos(1_000 - (System.nanoTime() - start));
        }
        Sim.equal(System.nanoTime() - start, 1_000L, "time");
    }

    /** Correct: a simulated thread completes what main waits for. */
    @Scenario
    static void futureIsAwaited() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> future.complete(Thread.currentThread().getName()));
        Sim.equal(future.get(), "virtual", "name");
    }

    @Scenario
    static void livelock() {
        Toys shared = new Toys();
        while (!shared.ready) {
            Thread.onSpinWait();
        }
    }

    @Scenario
    static void realWait() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Scenario
    static void monitor() {
        synchronized (Toys.class) {
            Sim.pause();
        }
    }
}
