package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.loom.Await;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A round trip between two virtual threads, with a new future for each way. */
public class ThreadPingPongBenchmark extends InVirtualThreads {
    private static final int ROUNDS = 10_000;
    private static final int HOSTED_ROUNDS = 1_000;

    /** Through poll-futures that are confined to the carrier. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int carrierPingPong(CarrierThreads threads) throws Exception {
        threads.polls += 2 * ROUNDS;
        return onCarrier(threads, () -> new LocalLetter(threads.executor));
    }

    /** Through promises. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int carrierPingPongPromise(CarrierThreads threads) throws Exception {
        threads.polls += 2 * ROUNDS;
        return onCarrier(threads, () -> new PromiseLetter(threads.executor));
    }

    /** Through futures of the JDK. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int carrierPingPongStage(CarrierThreads threads) throws Exception {
        return onCarrier(threads, StageLetter::new);
    }

    private static int onCarrier(CarrierThreads threads, Supplier<PingPong.Letter> paper)
            throws Exception {
        threads.runs += 2 * ROUNDS;
        return threads.inside(() -> PingPong.play(threads, paper, ROUNDS));
    }

    /** Through promises that the carrier polls for threads on the JDK's scheduler. */
    @Benchmark
    @OperationsPerInvocation(HOSTED_ROUNDS)
    public int hostedPingPong(HostedThreads threads) throws Exception {
        threads.polls += 2 * HOSTED_ROUNDS;
        return threads.inside(
                () ->
                        PingPong.play(
                                threads, () -> new PromiseLetter(threads.executor), HOSTED_ROUNDS));
    }

    /** Through futures of the JDK on the JDK's scheduler. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int jdkPingPongStage(JdkThreads threads) throws Exception {
        return threads.inside(() -> PingPong.play(threads, StageLetter::new, ROUNDS));
    }

    /** Through futures of the JDK on the JDK's scheduler, received by get. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int jdkPingPongGet(JdkThreads threads) throws Exception {
        return threads.inside(() -> PingPong.play(threads, GetLetter::new, ROUNDS));
    }

    /** Through futures of the JDK on the JDK's scheduler, received by Await. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int jdkPingPongAwait(JdkThreads threads) throws Exception {
        return threads.inside(() -> PingPong.play(threads, AwaitLetter::new, ROUNDS));
    }

    /** Needs no fences, as both threads and their polls are on one carrier. */
    private static final class LocalLetter implements PingPong.Letter, PollFuture<Integer> {
        private final BridgeExecutor executor;
        private @Nullable Waker waker;
        private @Nullable Integer content;

        LocalLetter(BridgeExecutor executor) {
            this.executor = executor;
        }

        @Override
        public void send(Integer value) {
            content = value;
            if (waker != null) {
                waker.wake();
            }
        }

        @Override
        public Integer receive() throws Exception {
            return executor.await(this);
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (content != null) {
                return Poll.ready(content);
            }
            waker = cx.waker();
            return Poll.pending();
        }

        @Override
        public void cancel() {
            waker = null;
        }
    }

    private static final class PromiseLetter implements PingPong.Letter {
        private final BridgeExecutor executor;
        private final Promise<Integer> promise = new Promise<>();

        PromiseLetter(BridgeExecutor executor) {
            this.executor = executor;
        }

        @Override
        public void send(Integer value) {
            promise.complete(value);
        }

        @Override
        public Integer receive() throws Exception {
            return executor.await(promise);
        }
    }

    private static final class StageLetter extends CompletableFuture<Integer>
            implements PingPong.Letter {
        @Override
        public void send(Integer value) {
            complete(value);
        }

        @Override
        public Integer receive() {
            return join();
        }
    }

    private static final class GetLetter extends CompletableFuture<Integer>
            implements PingPong.Letter {
        @Override
        public void send(Integer value) {
            complete(value);
        }

        @Override
        public Integer receive() throws Exception {
            return get();
        }
    }

    private static final class AwaitLetter extends CompletableFuture<Integer>
            implements PingPong.Letter {
        @Override
        public void send(Integer value) {
            complete(value);
        }

        @Override
        public Integer receive() throws Exception {
            return Await.await(this);
        }
    }
}
