package io.github.trunnion.examples;

import static io.github.trunnion.examples.Steps.inOrder;
import static io.github.trunnion.examples.Steps.print;
import static io.github.trunnion.futures.PollFutures.sleep;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Runs two tasks side by side on one carrier; together they print {@code a b c d}.
 *
 * <p>While both sleep, the carrier sleeps too: its timers bound the time that it parks.
 */
public final class Abcd {
    private Abcd() {}

    /** Runs the program. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("abcd").build()) {
            TaskFuture<@Nullable Void> first =
                    executor.spawn(
                            inOrder(
                                    print(out, "a"),
                                    sleep(Duration.ofMillis(200)),
                                    print(out, "c")));
            TaskFuture<@Nullable Void> second =
                    executor.spawn(
                            inOrder(
                                    sleep(Duration.ofMillis(100)),
                                    print(out, "b"),
                                    sleep(Duration.ofMillis(200)),
                                    print(out, "d")));
            first.join();
            second.join();
        }
    }
}
