package io.github.trunnion.conformance;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.TaskSet;
import io.github.trunnion.tck.FutureOwner;
import io.github.trunnion.tck.TestCarrier;
import io.github.trunnion.tck.WakerVerification;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** Every waker of the library keeps the rules of wakers: those of executors, and of parents. */
@ParameterizedClass(name = "{0}")
@EnumSource
class WakersConformanceTest extends WakerVerification {
    private static final Duration DAY = Duration.ofDays(1);

    /** Who hands out the wakers. */
    enum Kind {
        EXECUTOR(f -> f),
        EXECUTOR_OF_THREE(f -> f),
        BLOCK_ON(f -> f),
        TEST_CARRIER(f -> f),
        MAP(f -> PollFutures.map(f, x -> x)),
        ALL(f -> wide(PollFutures.all(List.of(PollFutures.ready("at once"), f)))),
        RACE(f -> PollFutures.race(List.of(PollFutures.pending(), f))),
        JOIN(f -> PollFutures.join(f, PollFutures.ready(1), (a, b) -> a)),
        FOR_EACH(f -> wide(PollFutures.forEach(List.of(1), 1, x -> f))),
        TAKE(
                f ->
                        PollFutures.using(
                                PollFutures.lazy(
                                        () -> {
                                            TaskSet<Object> set = new TaskSet<>();
                                            set.spawn(f);
                                            return PollFutures.ready(set);
                                        }),
                                TaskSet::take,
                                TaskSet::cancel)),
        WITH_TIMEOUT(f -> PollFutures.withTimeout(f, DAY)),
        USING(f -> PollFutures.using(PollFutures.ready("r"), r -> f, r -> {})),
        FUSE(PollFutures::fuse),
        DEEP(
                f ->
                        PollFutures.race(
                                List.of(
                                        wide(
                                                PollFutures.all(
                                                        List.of(PollFutures.race(List.of(f))))))));

        private final UnaryOperator<PollFuture<Object>> inside;

        Kind(UnaryOperator<PollFuture<Object>> inside) {
            this.inside = inside;
        }
    }

    @Parameter Kind kind;

    @Override
    protected FutureOwner createOwner() {
        return switch (kind) {
            case BLOCK_ON -> new Threads(BlockOn::run);
            case TEST_CARRIER ->
                    new Threads(
                            future -> {
                                runOnTestCarrier(future);
                                return null;
                            });
            case EXECUTOR_OF_THREE -> new OnExecutor(3, kind.inside);
            default -> new OnExecutor(1, kind.inside);
        };
    }

    private static void runOnTestCarrier(PollFuture<?> future) throws Exception {
        Thread self = Thread.currentThread();
        try (TestCarrier carrier = new TestCarrier()) {
            int[] before = {carrier.wakes().wakes()};
            while (!self.isInterrupted() && !carrier.poll(future).isReady()) {
                carrier.parkUntil(
                        () -> carrier.wakes().wakes() != before[0] || self.isInterrupted(), DAY);
                before[0] = carrier.wakes().wakes();
            }
        }
    }

    private static PollFuture<Object> wide(PollFuture<?> future) {
        return CoreFuturesConformanceTest.widen(future);
    }

    /** An executor, and what stands between it and the future. */
    private static final class OnExecutor implements FutureOwner {
        private final UnaryOperator<PollFuture<Object>> inside;
        private BridgeExecutor executor;

        OnExecutor(int carriers, UnaryOperator<PollFuture<Object>> inside) {
            this.executor = BridgeExecutor.builder().name("wakers").carriers(carriers).build();
            this.inside = inside;
        }

        @Override
        public Runnable start(PollFuture<?> future) {
            var task = executor.spawn(inside.apply(wide(future)));
            return () -> task.cancel(true);
        }

        @Override
        public Object executor() {
            return executor;
        }

        @Override
        public void close() {
            BridgeExecutor closing = executor;
            if (closing != null) {
                executor = null;
                closing.close(Duration.ZERO);
            }
        }
    }

    /** Runs one future to its end on this thread. */
    @FunctionalInterface
    private interface Run {
        Object run(PollFuture<?> future) throws Exception;
    }

    /** A thread for each future, which ends by an interrupt. */
    private static final class Threads implements FutureOwner {
        private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
        private final Run run;

        Threads(Run run) {
            this.run = run;
        }

        @Override
        public Runnable start(PollFuture<?> future) {
            Thread thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            run.run(future);
                                        } catch (Exception ended) {
                                            // by the interrupt
                                        }
                                    });
            threads.add(thread);
            return null;
        }

        @Override
        public void close() throws InterruptedException {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
