package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.loom.Await;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The exception that a wait for a failed stage throws, so many frames above the catch. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FailureBenchmark {
    /** A stage that has failed. */
    @State(Scope.Benchmark)
    public static class Failed {
        /** Frames between the wait and the catch. */
        @Param({"10", "60"})
        public int depth;

        private final CompletableFuture<Integer> stage =
                CompletableFuture.failedFuture(new IllegalStateException("failed"));
    }

    /** A copy of the exception, with the frames of the waiting thread. */
    @Benchmark
    public Throwable await(Failed failed) {
        try {
            return new AssertionError(dive(failed.depth, () -> Await.await(failed.stage)));
        } catch (IllegalStateException expected) {
            return expected;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    /** A CompletionException around it, which has the frames of the waiting thread too. */
    @Benchmark
    public Throwable join(Failed failed) {
        try {
            return new AssertionError(dive(failed.depth, failed.stage::join));
        } catch (CompletionException expected) {
            return expected;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static int dive(int depth, Callable<Integer> wait) throws Exception {
        return depth == 0 ? wait.call() : dive(depth - 1, wait);
    }
}
