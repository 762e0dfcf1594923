package io.github.trunnion.examples;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import java.io.PrintStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs futures of a reactor that the library does not know, {@link QueueReactor}.
 *
 * <p>Nothing is set up: the carrier parks in the reactor that the first future brings.
 */
public final class OwnReactor {
    private OwnReactor() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        CarrierCounters counters = run(System.out);
        System.out.println("The carrier parked " + counters.parksHook() + " times in the reactor.");
    }

    static CarrierCounters run(PrintStream out) throws Exception {
        try (ExecutorService helper = Executors.newSingleThreadExecutor();
                BridgeExecutor executor = BridgeExecutor.builder().name("own").build()) {
            TaskFuture<Integer> six = executor.spawn(new QueueJob<>(helper, () -> 1 + 2 + 3));
            TaskFuture<String> word = executor.spawn(new QueueJob<>(helper, () -> "queue"));
            out.println(six.get());
            out.println(word.get());

            PollFuture<String> reactorOfContext =
                    cx -> Poll.ready(String.valueOf(cx.reactor().held()));
            out.println(executor.spawn(reactorOfContext).get());
            return executor.counters();
        }
    }
}
