package io.github.trunnion.bridge;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What could stop a carrier or who makes threads; a main that runs in a JVM of its own. */
final class CarrierHazards {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private CarrierHazards() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        boolean ended =
                switch (arguments[0]) {
                    case "log" -> logLockHeldByAParkedThread();
                    case "pollers" -> firstThreadInAClassInitialiser();
                    case "pipe" -> readOfAPipe();
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        out.println("ended=" + ended);
        Runtime.getRuntime().halt(0);
    }

    /** A virtual thread parks while it holds the lock of the stream; then an action throws. */
    private static boolean logLockHeldByAParkedThread() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch thrown = new CountDownLatch(1);
        System.setErr(new PrintStream(new Slow(inside, thrown), true));
        BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build();
        Thread logs = bridge.newThread("logs", () -> System.err.println("a line"));
        logs.start();
        inside.await();
        bridge.execute(
                () -> {
                    throw new IllegalStateException("thrown by an action");
                });
        bridge.execute(thrown::countDown);
        return logs.join(LIMIT);
    }

    private static final class Slow extends OutputStream {
        private final CountDownLatch inside;
        private final CountDownLatch thrown;

        Slow(CountDownLatch inside, CountDownLatch thrown) {
            this.inside = inside;
            this.thrown = thrown;
        }

        @Override
        public void write(int b) {
            inside.countDown();
            try {
                thrown.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The only thread of the JDK's scheduler is pinned by who makes the first virtual thread. */
    private static boolean firstThreadInAClassInitialiser() throws Exception {
        return Thread.ofVirtual().start(() -> Holder.FIRST.start()).join(LIMIT);
    }

    private static final class Holder {
        static final Thread FIRST =
                BridgeExecutor.builder()
                        .mode(BridgeMode.CARRIER)
                        .build()
                        .newThread("first", () -> {});
    }

    private static boolean readOfAPipe() throws Exception {
        JdkPollers.blockOnce();
        return true;
    }
}
