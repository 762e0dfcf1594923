package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Throwing;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.time.Duration;

/** An executor with one carrier. */
@State(Scope.Benchmark)
public class Bridge {
    final BridgeExecutor executor = BridgeExecutor.builder().name("bench").daemon(true).build();

    /** Runs the body inside one poll, on the carrier. */
    <T> T inside(Throwing.Function<Context, T> body) {
        return executor.<T>spawn(cx -> Poll.ready(body.apply(cx))).join();
    }

    /** Ends the executor. */
    @TearDown
    public void close() {
        executor.close(Duration.ZERO);
    }
}
