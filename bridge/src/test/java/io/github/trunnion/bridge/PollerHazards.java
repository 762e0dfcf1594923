package io.github.trunnion.bridge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What can be done to the JDK's pollers; a main that runs in a JVM of its own. */
final class PollerHazards {
    private static final int COUNT = 16;
    private static final long LONG = 20_000;
    private static final long SHORT = 1_500;

    private PollerHazards() {}

    public static void main(String[] arguments) throws Exception {
        int read =
                switch (arguments[0]) {
                    case "throwing" -> schedulerThatThrows();
                    case "closed" -> ourSchedulerAfterClose();
                    case "unguarded" -> stoppedCarrier(false);
                    case "guarded" -> stoppedCarrier(true);
                    case "unguarded-closed" -> closedExecutor(false);
                    case "guarded-closed" -> closedExecutor(true);
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println("read=" + read);
        Runtime.getRuntime().halt(0);
    }

    private static int schedulerThatThrows() throws Exception {
        JdkPollers.start();
        ExecutorService scheduler = Executors.newSingleThreadExecutor();
        SocketReads rejected =
                new SocketReads(
                        1,
                        body -> {
                            Thread thread = BackEnd.newThread(scheduler, "rejected", body);
                            thread.start();
                            return thread;
                        });
        scheduler.shutdown();
        rejected.send(SHORT);
        return SocketReads.unrelated(COUNT).send(SHORT);
    }

    private static BridgeExecutor carrierMode() {
        return BridgeExecutor.builder().mode(BridgeMode.CARRIER).build();
    }

    private static SocketReads ours(BridgeExecutor bridge) throws Exception {
        return new SocketReads(
                1,
                body -> {
                    Thread thread = bridge.newThread("ours", body);
                    thread.start();
                    return thread;
                });
    }

    private static int ourSchedulerAfterClose() throws Exception {
        BridgeExecutor bridge = carrierMode();
        SocketReads late = ours(bridge);
        bridge.close(Duration.ZERO);
        System.out.println("late=" + late.send(LONG));
        return SocketReads.unrelated(COUNT).send(LONG);
    }

    /** One of ours is the first that does blocking I/O; then its carrier is stopped. */
    private static int stoppedCarrier(boolean guard) throws Exception {
        JdkPollers.guard = guard;
        BridgeExecutor bridge = carrierMode();
        System.out.println("first=" + ours(bridge).send(LONG));
        CountDownLatch stopped = new CountDownLatch(1);
        bridge.execute(
                () -> {
                    stopped.countDown();
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
        stopped.await();
        return SocketReads.unrelated(COUNT).send(guard ? LONG : SHORT);
    }

    private static int closedExecutor(boolean guard) throws Exception {
        JdkPollers.guard = guard;
        BridgeExecutor bridge = carrierMode();
        System.out.println("first=" + ours(bridge).send(LONG));
        bridge.close(Duration.ZERO);
        return SocketReads.unrelated(COUNT).send(LONG);
    }
}
