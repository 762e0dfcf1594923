package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Says whether another virtual thread gets on beside a loop that is one; a main for a JVM whose
 * scheduler has a single thread.
 */
final class ParksVirtually {
    private ParksVirtually() {}

    public static void main(String[] arguments) throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().virtualLoop(true).build();
                SocketPair pair = SocketPair.open()) {
            awaitTrue(bridge::isAsleep);
            print("plain", bridge);
            TaskFuture<?> timer = bridge.spawn(PollFutures.sleep(Duration.ofHours(1)));
            awaitTrue(() -> bridge.counters().polls() == 1 && bridge.isAsleep());
            print("timedPlain", bridge);
            timer.cancel(true);
            ByteBuffer buffer = ByteBuffer.allocate(1);
            TaskFuture<Integer> read = bridge.spawn(pair.socket().read(buffer));
            awaitTrue(() -> bridge.counters().parksHook() > 0 && bridge.isAsleep());
            print("select", bridge);
            bridge.spawn(PollFutures.sleep(Duration.ofHours(1)));
            awaitTrue(() -> bridge.counters().polls() == 3 && bridge.isAsleep());
            print("timedSelect", bridge);
            pair.send("x");
            System.out.println("read=" + read.get());
            TaskFuture<?> busy = bridge.spawn(ParksVirtually::again);
            print("busy", bridge);
            busy.cancel(true);
            bridge.close(Duration.ZERO);
        }
        try (BridgeExecutor bridge = BridgeExecutor.builder().virtualLoop(true).build()) {
            new NeverParks(0).leaseOn(bridge);
            print("events", bridge);
        }
        try (BridgeExecutor bridge = BridgeExecutor.builder().virtualLoop(true).build()) {
            new NeverParks(100_000).leaseOn(bridge);
            print("slowEvents", bridge);
        }
        System.out.println("bound=" + boundAfterGivingWay());
        blockOn();
        Runtime.getRuntime().halt(0);
    }

    /** Wakes itself for ever. */
    private static Poll<Integer> again(Context cx) {
        cx.waker().wake();
        return Poll.pending();
    }

    /** Has an event whenever it is asked. */
    private static final class NeverParks extends ManualHook {
        private final long nanos;

        NeverParks(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public boolean canParkOn(Thread thread) {
            return true;
        }

        @Override
        public int park(long limit) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                Thread.onSpinWait();
            }
            return 1;
        }
    }

    /** The clock goes on while the loop lets another run: what is left for the hook then. */
    private static long boundAfterGivingWay() throws Exception {
        AtomicLong clock = new AtomicLong();
        BridgeBuilder builder = BridgeExecutor.builder().virtualLoop(true);
        builder.clock = clock::get;
        try (BridgeExecutor bridge = builder.build()) {
            BoundHook hook = new BoundHook(clock);
            hook.leaseOn(bridge);
            TaskFuture<?> timer = bridge.spawn(PollFutures.sleep(Duration.ofNanos(100)));
            bridge.execute(
                    () -> {
                        Thread.ofVirtual()
                                .start(() -> clock.set(60)); // runs when the loop gives way
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(50)) {
                            Thread.onSpinWait(); // until that is due
                        }
                    });
            awaitTrue(() -> hook.bound != 0);
            timer.cancel(true);
            return hook.bound;
        }
    }

    /** Keeps the last bound that it was given once the clock had been moved. */
    private static final class BoundHook extends ManualHook {
        private final AtomicLong clock;
        volatile long bound;

        BoundHook(AtomicLong clock) {
            this.clock = clock;
        }

        @Override
        public boolean canParkOn(Thread thread) {
            return true;
        }

        @Override
        void beforePark(long nanos) {
            if (nanos != 0 && nanos != Long.MAX_VALUE && clock.get() != 0) {
                bound = nanos;
            }
        }
    }

    private static void blockOn() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            CountDownLatch polled = new CountDownLatch(2);
            PollFuture<Integer> read = pair.socket().read(ByteBuffer.allocate(1));
            PollFuture<Integer> counted =
                    cx -> {
                        polled.countDown();
                        Poll<Integer> poll = read.poll(cx);
                        if (polled.getCount() == 1) {
                            cx.waker().wake(); // the second poll finds the read registered
                        }
                        return poll;
                    };
            Thread waiting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            result.complete(BlockOn.run(counted));
                                        } catch (Throwable t) {
                                            result.completeExceptionally(t);
                                        }
                                    });
            polled.await();
            awaitTrue(() -> waiting.getState() == Thread.State.WAITING);
            System.out.println("blockOn=" + another());
            System.out.println("blockOnReactor=" + reactorBelow(waiting));
            pair.send("y");
            System.out.println("blockOnRead=" + result.get());
        }
    }

    private static boolean reactorBelow(Thread waiting) {
        for (StackTraceElement frame : waiting.getStackTrace()) {
            if (frame.getClassName().equals(SelectorReactor.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private static void print(String name, BridgeExecutor bridge) throws Exception {
        boolean asleep = bridge.isAsleep();
        System.out.println(name + "=" + another() + " " + asleep);
    }

    /** Whether another virtual thread runs. */
    private static boolean another() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Thread.startVirtualThread(ran::countDown);
        return ran.await(10, TimeUnit.SECONDS);
    }

    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                throw new IllegalStateException("it does not become true");
            }
            TimeUnit.MICROSECONDS.sleep(100);
        }
    }
}
