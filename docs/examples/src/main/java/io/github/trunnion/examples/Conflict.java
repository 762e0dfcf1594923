package io.github.trunnion.examples;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.TaskFuture;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks one carrier for two reactors, which is refused, and two carriers for one each, which works.
 *
 * <p>A thread waits in one place at a time. So the future that comes second fails, with a message
 * that names both reactors, and the first one is not disturbed.
 */
public final class Conflict {
    private Conflict() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        try (ExecutorService helper = Executors.newSingleThreadExecutor();
                PollPipe pipe = PollPipe.open();
                BridgeExecutor one = BridgeExecutor.builder().name("one").build();
                BridgeExecutor two = BridgeExecutor.builder().name("two").build()) {
            TaskFuture<Integer> read = one.spawn(pipe.read(ByteBuffer.allocate(8)));

            TaskFuture<String> refused = one.spawn(new QueueJob<>(helper, () -> "not reached"));
            try {
                out.println(refused.get());
            } catch (ExecutionException conflict) {
                out.println(conflict.getCause());
            }

            TaskFuture<String> elsewhere = two.spawn(new QueueJob<>(helper, () -> "it works"));
            out.println("On another executor " + elsewhere.get() + ".");

            BlockOn.run(pipe.write(ByteBuffer.allocate(3)));
            out.println("The first reactor goes on: " + read.get() + " bytes read.");
        }
    }
}
