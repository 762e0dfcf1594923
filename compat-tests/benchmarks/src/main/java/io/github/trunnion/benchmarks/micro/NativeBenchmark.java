package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.foreign.NativeFutures;
import io.github.trunnion.foreign.NativeResult;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Rust futures on a carrier that parks in their reactor, beside the reactor of NIO channels. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class NativeBenchmark {
    private static final int TIMES = 10_000;
    private static final long FOR_EVER = 1_000_000_000;
    private static final Duration MILLI = Duration.ofMillis(1);

    /** A carrier that waits in the reactor of Rust, as long as a timer is pending. */
    @State(Scope.Benchmark)
    public static class InRust {
        final Bridge bridge = new Bridge();
        private final NativeFutures demo = RustDemo.load();
        private final MethodHandle sleep = demo.constructor("demo_sleep", ValueLayout.JAVA_LONG);
        private final MethodHandle yields = demo.constructor("demo_yields", ValueLayout.JAVA_LONG);
        private final MethodHandle wakes = demo.constructor("demo_wakes", ValueLayout.JAVA_LONG);

        /** Has the carrier wait there. */
        @Setup
        public void begin() {
            var _ = bridge.executor.spawn(sleep(FOR_EVER));
            sleepOnce();
        }

        PollFuture<Long> sleep(long millis) {
            return future(sleep, millis);
        }

        void sleepOnce() {
            bridge.executor.spawn(sleep(1)).join();
        }

        private static PollFuture<Long> future(MethodHandle make, long number) {
            try {
                return NativeFutures.wrap(
                        (MemorySegment) make.invokeExact(number), NativeResult::value);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        /** Ends the executor. */
        @TearDown
        public void close() {
            bridge.close();
        }
    }

    /** A carrier that waits in a selector, as long as a read is pending. */
    @State(Scope.Benchmark)
    public static class InSelector {
        final Bridge bridge = new Bridge();
        private final PollPipe pipe = open();

        private static PollPipe open() {
            try {
                return PollPipe.open();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Has the carrier wait there. */
        @Setup
        public void begin() {
            TaskFuture<Integer> read = bridge.executor.spawn(pipe.read(ByteBuffer.allocate(1)));
            bridge.executor.spawn(PollFutures.sleep(MILLI)).join();
            if (read.isDone()) {
                throw new IllegalStateException("the pipe is not empty");
            }
        }

        /** Ends the executor. */
        @TearDown
        public void close() {
            bridge.close();
        }
    }

    /** Polls a timer of Rust that is not due. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int poll(InRust in) {
        return in.bridge.inside(
                cx -> {
                    PollFuture<Long> timer = in.sleep(FOR_EVER);
                    try {
                        return countPending(timer, cx);
                    } finally {
                        timer.cancel();
                    }
                });
    }

    /** Polls a read of a pipe that is empty. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int pollSelector(Bridge bridge) {
        return bridge.inside(
                cx -> {
                    PollPipe pipe = PollPipe.open();
                    PollFuture<Integer> read = pipe.read(ByteBuffer.allocate(1));
                    try {
                        return countPending(read, cx);
                    } finally {
                        read.cancel();
                        pipe.close();
                    }
                });
    }

    private static int countPending(PollFuture<?> future, Context cx) throws Exception {
        int pending = 0;
        for (int i = 0; i < TIMES; i++) {
            if (future.poll(cx) instanceof Poll.Pending) {
                pending++;
            }
        }
        return pending;
    }

    /** Wakes of a Rust future in its poll, of which only the first one has anything to do. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long wake(InRust in) {
        return in.bridge.executor.spawn(InRust.future(in.wakes, TIMES)).join();
    }

    /** A Rust future that wakes itself in each poll. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long turn(InRust in) {
        return in.bridge.executor.spawn(InRust.future(in.yields, TIMES)).join();
    }

    /** A task that is submitted to a carrier which is parked in Rust, and its result. */
    @Benchmark
    public int hop(InRust in) {
        return in.bridge.executor.<Integer>spawn(cx -> Poll.ready(1)).join();
    }

    /** The same where the carrier is parked in a selector. */
    @Benchmark
    public int hopSelector(InSelector in) {
        return in.bridge.executor.<Integer>spawn(cx -> Poll.ready(1)).join();
    }

    /** A timer of Rust for a millisecond, which the carrier waits for. */
    @Benchmark
    public long sleep(InRust in) {
        return in.bridge.executor.spawn(in.sleep(1)).join();
    }

    /** The same with a timer of the carrier. */
    @Benchmark
    public boolean sleepCarrier(InSelector in) {
        TaskFuture<?> slept = in.bridge.executor.spawn(PollFutures.sleep(MILLI));
        return slept.join() == null;
    }
}
