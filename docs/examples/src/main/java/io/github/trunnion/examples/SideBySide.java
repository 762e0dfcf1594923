package io.github.trunnion.examples;

import static io.github.trunnion.examples.Steps.inOrder;
import static io.github.trunnion.examples.Steps.print;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.ByteBuffer;

/**
 * Uses two reactors on one carrier, which they leave alone: each has a thread of its own.
 *
 * <p>The reactors only wait, and wake the futures from their threads. The carrier parks plainly, as
 * if there were no reactor; the price is a change of threads for each event.
 */
public final class SideBySide {
    private SideBySide() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        CarrierCounters counters = run(System.out);
        System.out.println("The carrier parked " + counters.parksHook() + " times in a reactor.");
    }

    static CarrierCounters run(PrintStream out) throws Exception {
        try (SelectorReactor.Detached left = SelectorReactor.detached();
                SelectorReactor.Detached right = SelectorReactor.detached();
                PollPipe toLeft = PollPipe.open(left);
                PollPipe toRight = PollPipe.open(right);
                BridgeExecutor executor = BridgeExecutor.builder().name("plain").build()) {
            TaskFuture<@Nullable Void> leftTask =
                    executor.spawn(
                            inOrder(
                                    toLeft.read(ByteBuffer.allocate(1)),
                                    print(out, "a byte by the left reactor"),
                                    toRight.write(ByteBuffer.allocate(1))));
            TaskFuture<@Nullable Void> rightTask =
                    executor.spawn(
                            inOrder(
                                    toRight.read(ByteBuffer.allocate(1)),
                                    print(out, "a byte by the right reactor")));
            BlockOn.run(toLeft.write(ByteBuffer.allocate(1)));
            leftTask.join();
            rightTask.join();
            return executor.counters();
        }
    }
}
