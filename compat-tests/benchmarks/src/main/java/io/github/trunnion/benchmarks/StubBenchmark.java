package io.github.trunnion.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Replaced by the first real benchmark. */
public class StubBenchmark {
    /** Does nothing. */
    @Benchmark
    public int nothing() {
        return 0;
    }
}
