package io.github.trunnion.bridge;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Waker;

import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** What virtual threads of a scheduler of one's own meet; a main that runs in a JVM of its own. */
final class ThreadHazards {
    private static final long LONG = 20_000;
    private static final long SHORT = 1_000;

    private ThreadHazards() {}

    public static void main(String[] arguments) throws Exception {
        Object outcome =
                switch (arguments[0]) {
                    case "dropping" -> wokenAfterTheEndOfADroppingScheduler();
                    case "forwarding" -> wokenAfterClose();
                    case "pinned-single" -> pinnedOnOneThread();
                    case "pinned-open" -> pinnedOnTheCarrier();
                    case "pinned-closed" -> pinnedAfterClose();
                    case "sleep" -> foreignSubmits(() -> Thread.sleep(1));
                    case "timed-await" ->
                            foreignSubmits(
                                    () ->
                                            BridgeExecutor.current()
                                                    .await(
                                                            PollFutures.sleep(
                                                                    Duration.ofMillis(1))));
                    case "flag-left" -> returnsOfAnInterruptedSelect();
                    case "flag-cleared" -> parksOfAnInterruptedCarrier();
                    case "permit" -> seesAWakeByItsPermit();
                    case "word" -> seesAWakeByItsWord();
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println("outcome=" + outcome);
        Runtime.getRuntime().halt(0);
    }

    // row 6

    private static Thread parked(Executor scheduler, CountDownLatch resumed) {
        Thread thread = BackEnd.newThread(scheduler, "parked", () -> parkOnce(resumed));
        thread.start();
        awaitState(thread, Thread.State.WAITING);
        return thread;
    }

    private static void parkOnce(CountDownLatch resumed) {
        LockSupport.park();
        resumed.countDown();
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }

    private static boolean ends(CountDownLatch latch, long milliseconds) throws Exception {
        return latch.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    private static String wokenAfterTheEndOfADroppingScheduler() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Executor dropping =
                continuation -> {
                    if (!pool.isShutdown()) {
                        pool.execute(continuation);
                    }
                };
        CountDownLatch resumed = new CountDownLatch(1);
        Thread thread = parked(dropping, resumed);
        pool.shutdown();
        LockSupport.unpark(thread);
        boolean woken = ends(resumed, SHORT);
        LockSupport.unpark(thread);
        return woken + " " + thread.getState();
    }

    private static BridgeExecutor carrierMode() {
        return BridgeExecutor.builder().name("hazards").mode(BridgeMode.CARRIER).build();
    }

    private static String wokenAfterClose() throws Exception {
        BridgeExecutor bridge = carrierMode();
        CountDownLatch resumed = new CountDownLatch(1);
        Thread thread = bridge.newThread("parked", () -> parkOnce(resumed));
        thread.start();
        awaitState(thread, Thread.State.WAITING);
        bridge.close(Duration.ZERO);
        LockSupport.unpark(thread);
        boolean woken = ends(resumed, LONG);
        thread.join();
        return woken + " " + thread.getState();
    }

    // row 8

    /** Two threads: one is pinned while it waits for the other. */
    private static final class Pair {
        final CountDownLatch begin = new CountDownLatch(1);
        final CountDownLatch isPinned = new CountDownLatch(1);
        final CountDownLatch fromOther = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        void pinned() {
            awaitQuietly(begin);
            BackEnd.pin();
            try {
                isPinned.countDown();
                awaitQuietly(fromOther);
            } finally {
                BackEnd.unpin();
            }
            end.countDown();
        }

        void other() {
            awaitQuietly(isPinned);
            fromOther.countDown();
        }

        boolean run(long milliseconds) throws Exception {
            begin.countDown();
            return ends(end, milliseconds);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean pinnedOnOneThread() throws Exception {
        Executor one = Executors.newSingleThreadExecutor();
        Pair pair = new Pair();
        BackEnd.newThread(one, "pinned", pair::pinned).start();
        BackEnd.newThread(one, "other", pair::other).start();
        return pair.run(SHORT);
    }

    private static boolean pinnedOnTheCarrier() throws Exception {
        BridgeExecutor bridge = carrierMode();
        Pair pair = new Pair();
        bridge.newThread("pinned", pair::pinned).start();
        bridge.newThread("other", pair::other).start();
        return pair.run(SHORT);
    }

    private static boolean pinnedAfterClose() throws Exception {
        BridgeExecutor bridge = carrierMode();
        Pair pair = new Pair();
        Thread pinned = bridge.newThread("pinned", pair::pinned);
        Thread other = bridge.newThread("other", pair::other);
        pinned.start();
        other.start();
        awaitState(pinned, Thread.State.WAITING);
        awaitState(other, Thread.State.WAITING);
        bridge.close(Duration.ZERO);
        return pair.run(LONG);
    }

    // row 9

    private interface Wait {
        void run() throws Exception;
    }

    private static long foreignSubmits(Wait wait) throws Exception {
        try (BridgeExecutor bridge = carrierMode()) {
            CompletableFuture<Long> submits = new CompletableFuture<>();
            bridge.newThread(
                            "waits",
                            () -> {
                                long before = bridge.counters().foreignSubmits();
                                try {
                                    for (int i = 0; i < 40; i++) {
                                        wait.run();
                                    }
                                } catch (Exception e) {
                                    submits.completeExceptionally(e);
                                }
                                submits.complete(bridge.counters().foreignSubmits() - before);
                            })
                    .start();
            return submits.get();
        }
    }

    // row 14

    private static long returnsOfAnInterruptedSelect() throws Exception {
        AtomicInteger returns = new AtomicInteger();
        CountDownLatch hundred = new CountDownLatch(100);
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try (Selector selector = Selector.open()) {
                                        while (hundred.getCount() > 0) {
                                            selector.select();
                                            returns.incrementAndGet();
                                            hundred.countDown();
                                        }
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        thread.interrupt();
        ends(hundred, LONG);
        return returns.get();
    }

    /** Once a thread of the carrier, then a task, then somebody else has set the flag. */
    private static long parksOfAnInterruptedCarrier() throws Exception {
        BridgeExecutor bridge = carrierMode();
        PollPipe pipe = PollPipe.open();
        bridge.spawn(pipe.read(java.nio.ByteBuffer.allocate(1)));
        Thread carrier = bridge.spawn(cx -> Poll.ready(Thread.currentThread())).get();
        CompletableFuture<Void> own = new CompletableFuture<>();
        bridge.newThread(
                        "interrupts",
                        () -> {
                            Thread.currentThread().interrupt();
                            carrier.interrupt();
                            own.complete(null);
                        })
                .start();
        own.get();
        bridge.spawn(
                        cx -> {
                            Thread.currentThread().interrupt();
                            return Poll.ready(1);
                        })
                .get();
        carrier.interrupt();
        awaitQuiet(bridge);
        long before = bridge.counters().parksHook();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300)); // a spin would show meanwhile
        return bridge.counters().parksHook() - before;
    }

    private static void awaitQuiet(BridgeExecutor bridge) {
        long before;
        do {
            before = bridge.counters().parksHook();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        } while (bridge.counters().parksHook() != before && before < 10_000);
    }

    // row 20

    /** A lock that makes who takes it wait, so that a permit which the thread has is used up. */
    private static final class Contended {
        private final ReentrantLock lock = new ReentrantLock();
        private final CountDownLatch held = new CountDownLatch(1);

        void start(Thread taker) {
            Thread.ofPlatform()
                    .start(
                            () -> {
                                lock.lock();
                                held.countDown();
                                while (!lock.hasQueuedThread(taker)
                                        || taker.getState() != Thread.State.WAITING) {
                                    Thread.onSpinWait();
                                }
                                lock.unlock();
                            });
            awaitQuietly(held);
        }

        void take() {
            lock.lock();
            lock.unlock();
        }
    }

    /** A poll during which it is woken, and which then waits for the lock. */
    private static void pollWokenInside(Thread thread, Waker waker) {
        Contended contended = new Contended();
        contended.start(thread);
        waker.wake();
        contended.take();
    }

    private static boolean seesAWakeByItsPermit() throws Exception {
        CountDownLatch polledAgain = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            Thread self = Thread.currentThread();
                            pollWokenInside(self, () -> LockSupport.unpark(self));
                            LockSupport.park();
                            polledAgain.countDown();
                        });
        return ends(polledAgain, SHORT);
    }

    private static boolean seesAWakeByItsWord() throws Exception {
        BridgeExecutor bridge = carrierMode();
        Thread carrier = bridge.spawn(cx -> Poll.ready(Thread.currentThread())).get();
        CountDownLatch polledAgain = new CountDownLatch(2);
        AtomicInteger polls = new AtomicInteger();
        bridge.spawn(cx -> pollTwice(polls, carrier, cx.waker(), polledAgain));
        bridge.newThread(
                        "awaits",
                        () -> {
                            AtomicInteger own = new AtomicInteger();
                            Thread self = Thread.currentThread();
                            try {
                                bridge.await(cx -> pollTwice(own, self, cx.waker(), polledAgain));
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .start();
        return ends(polledAgain, LONG);
    }

    private static Poll<Integer> pollTwice(
            AtomicInteger polls, Thread thread, Waker waker, CountDownLatch polledAgain) {
        if (polls.getAndIncrement() == 0) {
            pollWokenInside(thread, waker);
            return Poll.pending();
        }
        polledAgain.countDown();
        return Poll.ready(1);
    }
}
