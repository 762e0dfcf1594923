package io.github.trunnion.examples;

import static io.github.trunnion.examples.Steps.inOrder;
import static io.github.trunnion.examples.Steps.print;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.ByteBuffer;

/**
 * Prints {@code a b c d} again, with futures that need a reactor.
 *
 * <p>The tasks of {@link Abcd} wait for time; these wait for bytes in pipes. Nobody tells the
 * executor: the first read that finds its pipe empty brings the reactor of NIO channels through its
 * context, and from then on the carrier parks in there.
 */
public final class AbcdPipes {
    private AbcdPipes() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        CarrierCounters counters = run(System.out);
        System.out.println("The carrier parked " + counters.parksHook() + " times in the reactor.");
    }

    static CarrierCounters run(PrintStream out) throws Exception {
        try (PollPipe start = PollPipe.open();
                PollPipe toFirst = PollPipe.open();
                PollPipe toSecond = PollPipe.open();
                BridgeExecutor executor = BridgeExecutor.builder().name("abcd").build()) {
            TaskFuture<@Nullable Void> first =
                    executor.spawn(
                            inOrder(
                                    print(out, "a"),
                                    receive(toFirst),
                                    print(out, "c"),
                                    send(toSecond)));
            TaskFuture<@Nullable Void> second =
                    executor.spawn(
                            inOrder(
                                    receive(start),
                                    print(out, "b"),
                                    send(toFirst),
                                    receive(toSecond),
                                    print(out, "d")));
            BlockOn.run(send(start)); // this thread writes what the carrier waits for
            first.join();
            second.join();
            return executor.counters();
        }
    }

    private static PollFuture<Integer> send(PollPipe pipe) {
        return pipe.write(ByteBuffer.allocate(1));
    }

    private static PollFuture<Integer> receive(PollPipe pipe) {
        return pipe.read(ByteBuffer.allocate(1));
    }
}
