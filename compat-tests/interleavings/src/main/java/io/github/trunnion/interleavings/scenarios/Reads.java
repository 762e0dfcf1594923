package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;

/** Reads of sockets against what arrives, on a carrier that waits in a selector (E2, H3). */
final class Reads {
    private Reads() {}

    /** Two reads, one after the other; no poll is in vain but the one that waits. */
    @Scenario
    static void e02_readsAgainstArrivals() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        Line.Read first = new Line.Read(line.socket);
        TaskFuture<Integer> one = bridge.spawn(first);
        Sim.start("peer", () -> line.channel.arrive(1));
        Sim.equal(one.get(), 1, "bytes");
        Line.Read second = new Line.Read(line.socket);
        TaskFuture<Integer> two = bridge.spawn(second);
        Sim.start("peer", () -> line.channel.arrive(2));
        Sim.equal(two.get(), 2, "bytes");
        Sim.check(first.polls <= 2 && second.polls <= 2, "a read is polled twice at most");
        line.closeElsewhere("closer");
        Sim.quiet();
        line.checkGivenBack();
        Line.checkSlotIsFree(bridge);
        Bridge.close(bridge);
    }

    /** Two sockets of one carrier, beside submits. */
    @Scenario
    static void e02_twoSocketsAgainstSubmits() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line left = new Line();
        Line right = new Line();
        int[] ran = new int[1];
        TaskFuture<Integer> one = left.read(bridge);
        TaskFuture<Integer> two = right.read(bridge);
        Sim.start("left", () -> left.channel.arrive(1));
        Sim.start(
                "submitter",
                () -> {
                    bridge.execute(() -> ran[0]++);
                    bridge.execute(() -> ran[0]++);
                });
        right.channel.arrive(2);
        Sim.equal(one.get(), 1, "bytes of the left one");
        Sim.equal(two.get(), 2, "bytes of the right one");
        Sim.quiet();
        Sim.equal(ran[0], 2, "actions that ran");
        Bridge.close(bridge);
    }

    /** A cancelled read takes nothing that another one would miss. */
    @Scenario
    static void f07_cancelOfAReadAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        Line.Read first = new Line.Read(line.socket);
        TaskFuture<Integer> one = bridge.spawn(first);
        Sim.start("peer", () -> line.channel.arrive(1));
        Sim.start("canceller", () -> one.cancel(true));
        Sim.quiet();
        Sim.check(one.isDone(), "the read has ended");
        boolean taken = one.state() == Future.State.SUCCESS || first.discards == 1;
        TaskFuture<Integer> two = line.read(bridge);
        if (taken) {
            Sim.start("peer", () -> line.channel.arrive(4));
        }
        Sim.equal(two.get(), taken ? 4 : 1, "bytes of the second read");
        Bridge.close(bridge);
    }

    /** Somebody cancels the key: the read says so or has its bytes, and the channel binds anew. */
    @Scenario
    static void e12_keyCancelledBehindOurBackAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        Sim.start("peer", () -> line.channel.arrive(1));
        Thread stranger =
                Sim.start(
                        "stranger",
                        () -> {
                            Sim.await(() -> line.channel.hasKey() || read.isDone());
                            line.channel.cancelKeys();
                        });
        stranger.join();
        int failures = 0;
        TaskFuture<Integer> current = read;
        String outcome = outcomeAfterATurn(bridge, current);
        while (outcome.equals(Line.KEY_CANCELLED)) {
            failures++;
            current = line.read(bridge);
            outcome = outcomeAfterATurn(bridge, current);
        }
        Sim.equal(outcome, "1", "the read that has not failed");
        Sim.check(failures <= 1, "one cancelled key fails one read");
        line.channel.arrive(3);
        current = line.read(bridge);
        outcome = outcomeAfterATurn(bridge, current);
        if (outcome.equals(Line.KEY_CANCELLED)) {
            Sim.equal(failures++, 0, "reads that failed before");
            outcome = Line.outcome(line.read(bridge));
        }
        Sim.equal(outcome, "3", "the next read");
        line.closeElsewhere("closer");
        Sim.quiet();
        line.checkGivenBack();
        Line.checkSlotIsFree(bridge);
        Bridge.close(bridge);
    }

    /** The carrier comes back from the selector, which it does not do for a cancelled key alone. */
    private static String outcomeAfterATurn(BridgeExecutor bridge, TaskFuture<Integer> read)
            throws Exception {
        Sim.quiet();
        bridge.execute(() -> {});
        Sim.quiet();
        Sim.check(read.isDone(), "the read has ended");
        return Line.outcome(read);
    }

    /** An unpark that comes before the park ends it, though the last channel is closed between. */
    @Scenario
    static void h03_unparkAgainstTheLastRelease() throws Exception {
        HandLoop loop = new HandLoop();
        SelectorReactor reactor = SelectorReactor.open(loop);
        loop.hook = reactor;
        Line line = new Line();
        PollFuture<Integer> read = line.socket.read(ByteBuffer.allocate(8));
        Sim.check(!read.poll(loop.context()).isReady(), "there is nothing to read");
        Sim.start("unparker", reactor::unpark);
        line.socket.close();
        line.checkGivenBack();
        Sim.equal(loop.leases, 0, "leases");
        Sim.check(!reactor.hasInterest(), "nobody is interested");
        Sim.equal(reactor.park(Long.MAX_VALUE), 0, "events");
        reactor.close();
    }

    /**
     * A context ends while the next one tries to read: it is refused, or it waits and is served.
     */
    @Scenario
    static void e12_nextContextAgainstTheEndOfTheFirst() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        Sim.quiet();
        Sim.start("closer", () -> bridge.close(Duration.ZERO));
        BridgeExecutor next = Bridge.open(1);
        Sim.start(
                "peer",
                () -> {
                    Sim.quiet();
                    line.channel.arrive(1);
                });
        String outcome = Line.outcome(line.read(next));
        while (outcome.contains("two contexts") || outcome.contains("is bound to")) {
            outcome = Line.outcome(line.read(next));
        }
        Sim.equal(outcome, "1", "the read in the next context");
        Sim.equal(Line.outcome(read), Line.CONTEXT_CLOSED, "the read in the first one");
        Bridge.close(next);
    }
}
