package io.github.trunnion.conformance;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.tck.ExecutorUnderTest;
import io.github.trunnion.tck.ExecutorVerification;

import org.junit.jupiter.api.Nested;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Everything of this library that polls keeps the rules of executors.
 *
 * <table>
 * <caption>What runs the futures</caption>
 * <tr><th>class</th><th>contexts</th><th>thread</th></tr>
 * <tr><td>OneCarrier</td><td>one</td><td>of the executor</td></tr>
 * <tr><td>ThreeCarriers</td><td>three</td><td>of the executor</td></tr>
 * <tr><td>OneVirtualLoop</td><td>one</td><td>of the executor, a virtual one</td></tr>
 * <tr><td>BlockOnEach</td><td>one for each future</td><td>a new one, inside BlockOn.run</td></tr>
 * <tr><td>BlockOnVirtual</td><td>one for each future</td><td>a virtual one</td></tr>
 * <tr><td>SpawnHere</td><td>one</td><td>one inside BlockOn.run</td></tr>
 * </table>
 */
class ExecutorConformanceTest {

    abstract static class OfBridge extends ExecutorVerification {
        abstract int carriers();

        boolean isVirtual() {
            return false;
        }

        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return new Bridge(
                    BridgeExecutor.builder()
                            .carriers(carriers())
                            .virtualLoop(isVirtual())
                            .daemon(true)
                            .uncaughtHandler(reports)
                            .build());
        }

        @Override
        protected boolean guardsContexts() {
            return true;
        }

        @Override
        protected boolean rejectsAfterClose() {
            return true;
        }

        @Override
        protected boolean closeWaitsAndHeedsInterrupts() {
            return true;
        }

        @Override
        protected Class<? extends Exception> blockingGuard() {
            return BlockingNotAllowedException.class;
        }
    }

    @Nested
    class OneCarrier extends OfBridge {
        @Override
        int carriers() {
            return 1;
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }
    }

    @Nested
    class ThreeCarriers extends OfBridge {
        @Override
        int carriers() {
            return 3;
        }
    }

    @Nested
    class OneVirtualLoop extends OneCarrier {
        @Override
        boolean isVirtual() {
            return true;
        }
    }

    private record Bridge(BridgeExecutor bridge) implements ExecutorUnderTest {
        @Override
        public <T> Future<T> spawn(PollFuture<? extends T> future) {
            return bridge.spawn(future);
        }

        @Override
        public void execute(Runnable action) {
            bridge.execute(action);
        }

        @Override
        public void close() {
            bridge.close();
        }

        @Override
        public void close(Duration grace) {
            bridge.close(grace);
        }
    }

    abstract static class OfBlockOn extends ExecutorVerification {
        @Override
        protected boolean runsOnForeignThread() {
            return true;
        }

        @Override
        protected boolean guardsContexts() {
            return true;
        }

        @Override
        protected boolean rejectsAfterClose() {
            return true;
        }

        @Override
        protected Class<? extends Exception> blockingGuard() {
            return BlockingNotAllowedException.class;
        }

        @Override
        protected void blockCarrier(ExecutorUnderTest executor) throws Exception {
            BlockOn.run(cx -> io.github.trunnion.futures.Poll.pending());
        }
    }

    @Nested
    class BlockOnEach extends OfBlockOn {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return new ThreadForEach(
                    Thread.ofPlatform().daemon().uncaughtExceptionHandler(reports).factory());
        }
    }

    @Nested
    class BlockOnVirtual extends OfBlockOn {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return new ThreadForEach(
                    Thread.ofVirtual().uncaughtExceptionHandler(reports).factory());
        }
    }

    @Nested
    class SpawnHere extends OfBlockOn {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return new AsyncMain(reports);
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }
    }
}
