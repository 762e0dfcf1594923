package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

import java.util.concurrent.TimeUnit;

/**
 * Has virtual threads run on one thread wherever they run: on a carrier, or on the JDK's. The heap
 * has its full size and is touched beforehand: a page fault costs more than what is measured here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        jvmArgsAppend = {
            InVirtualThreads.OPEN,
            InVirtualThreads.ONE_THREAD,
            InVirtualThreads.ONE_AT_MOST,
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch"
        })
public abstract class InVirtualThreads {
    static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    static final String ONE_THREAD = "-D" + JdkThreads.PARALLELISM + "=1";
    static final String ONE_AT_MOST = "-D" + JdkThreads.MAX_POOL_SIZE + "=1";

    /** For benchmarks. */
    protected InVirtualThreads() {}
}
