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
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-D" + JdkThreads.PARALLELISM + "=1",
            "-D" + JdkThreads.MAX_POOL_SIZE + "=1",
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch"
        })
public abstract class InVirtualThreads {}
