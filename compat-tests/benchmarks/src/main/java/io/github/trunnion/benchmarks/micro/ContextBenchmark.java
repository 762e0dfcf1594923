package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSnapshot;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/** Takes the context of a thread, and runs something in it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ContextBenchmark {
    /** A thread-local that has a value, and what carries it. */
    @State(Scope.Thread)
    public static class Local {
        private final ThreadLocal<String> tenant = new ThreadLocal<>();
        private final ContextCarrier standard = ContextCarrier.standard();
        private final ContextCarrier carrier = standard.withThreadLocal("tenant", tenant);
        private int runs;

        /** Sets the value on the thread of the benchmark. */
        @Setup
        public void open() {
            tenant.set("a");
        }

        private void run() {
            runs++;
        }
    }

    /** What Blocking does by itself. */
    @Benchmark
    public ContextSnapshot standard(Local local) {
        return local.standard.capture();
    }

    /** With a thread-local. */
    @Benchmark
    public ContextSnapshot local(Local local) {
        return local.carrier.capture();
    }

    /** With a thread-local, installed and taken away again. */
    @Benchmark
    public int localAndRun(Local local) {
        local.carrier.capture().run(local::run);
        return local.runs;
    }
}
