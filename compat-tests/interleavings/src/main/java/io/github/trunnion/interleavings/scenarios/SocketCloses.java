package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/** Sockets that other threads close: who waits is told, and nothing is kept (E2, C6, H6). */
final class SocketCloses {
    private SocketCloses() {}

    private static void checkAllIsGivenBack(BridgeExecutor bridge, Line... lines) throws Exception {
        Sim.quiet();
        for (Line line : lines) {
            line.checkGivenBack();
        }
        Line.checkSlotIsFree(bridge);
        Bridge.close(bridge);
    }

    /** The read binds the channel, or finds it closed. */
    @Scenario
    static void e02_closeAgainstTheFirstBind() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        line.closeElsewhere("closer");
        TaskFuture<Integer> read = line.read(bridge);
        Sim.equal(Line.outcome(read), Line.CLOSED, "outcome");
        checkAllIsGivenBack(bridge, line);
    }

    /** The carrier comes and goes, for a submit. */
    @Scenario
    static void e02_closeAndSubmitAgainstAPark() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        int[] ran = new int[1];
        Sim.start("submitter", () -> bridge.execute(() -> ran[0]++));
        line.closeElsewhere("closer");
        Sim.equal(Line.outcome(read), Line.CLOSED, "outcome");
        Sim.quiet();
        Sim.equal(ran[0], 1, "actions that ran");
        checkAllIsGivenBack(bridge, line);
    }

    /** The channel is registered, but nobody reads. */
    @Scenario
    static void h04_closeWithNobodyWaiting() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        line.channel.arrive(1);
        Sim.equal(Line.outcome(read), "1", "outcome");
        Sim.start("peer", () -> line.channel.arrive(1));
        line.closeElsewhere("closer");
        checkAllIsGivenBack(bridge, line);
    }

    /** The bytes or the close, and no select that returns for nothing. */
    @Scenario
    static void h06_closeAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        Sim.start("peer", () -> line.channel.arrive(1));
        line.closeElsewhere("closer");
        String outcome = Line.outcome(read);
        Sim.check(outcome.equals("1") || outcome.equals(Line.CLOSED), "it ends so: " + outcome);
        TaskFuture<Integer> late = line.read(bridge);
        Sim.quiet();
        Sim.equal(Line.outcome(late), Line.CLOSED, "a later read");
        checkAllIsGivenBack(bridge, line);
    }

    /** Two threads push to one reactor. */
    @Scenario
    static void e02_closesOfTwoSockets() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line left = new Line();
        Line right = new Line();
        TaskFuture<Integer> one = left.read(bridge);
        TaskFuture<Integer> two = right.read(bridge);
        left.awaitKey();
        right.awaitKey();
        left.closeElsewhere("closer-0");
        right.closeElsewhere("closer-1");
        Sim.equal(Line.outcome(one), Line.CLOSED, "outcome of the left one");
        Sim.equal(Line.outcome(two), Line.CLOSED, "outcome of the right one");
        checkAllIsGivenBack(bridge, left, right);
    }

    /** Two threads close one socket. */
    @Scenario
    static void e02_twoClosesOfOneSocket() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        line.closeElsewhere("closer-0");
        line.closeElsewhere("closer-1");
        Sim.equal(Line.outcome(read), Line.CLOSED, "outcome");
        checkAllIsGivenBack(bridge, line);
    }

    /** A task closes the socket, and so does another thread. */
    @Scenario
    static void e02_closeOnTheCarrierAgainstOneElsewhere() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        line.closeElsewhere("closer");
        bridge.execute(line::close);
        Sim.equal(Line.outcome(read), Line.CLOSED, "outcome");
        checkAllIsGivenBack(bridge, line);
    }

    /** The executor ends: the read is told one of both, and the next context finds it closed. */
    @Scenario
    static void h09_endOfTheContextAgainstAClose() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        line.closeElsewhere("closer");
        bridge.close(Duration.ZERO);
        String outcome = Line.outcome(read);
        Sim.check(
                outcome.equals(Line.CONTEXT_CLOSED) || outcome.equals(Line.CLOSED),
                "it ends so: " + outcome);
        Sim.quiet();
        line.checkGivenBack();
        BridgeExecutor next = Bridge.open(1);
        Sim.equal(Line.outcome(line.read(next)), Line.CLOSED, "the next read");
        Bridge.close(next);
    }

    /** The executor ends, the socket moves to another one and is closed meanwhile. */
    @Scenario
    static void e12_closeAgainstTheBindInTheNextContext() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Line line = new Line();
        TaskFuture<Integer> read = line.read(bridge);
        line.awaitKey();
        bridge.close(Duration.ZERO);
        Sim.equal(Line.outcome(read), Line.CONTEXT_CLOSED, "outcome");
        BridgeExecutor next = Bridge.open(1);
        TaskFuture<Integer> anew = line.read(next);
        Sim.start("peer", () -> line.channel.arrive(1));
        line.closeElsewhere("closer");
        String outcome = Line.outcome(anew);
        Sim.check(outcome.equals("1") || outcome.equals(Line.CLOSED), "it ends so: " + outcome);
        checkAllIsGivenBack(next, line);
    }

    /**
     * A read by hand, in a context that has nothing else to do: it parks while its hook is
     * interested, and after that no lease is left.
     */
    @Scenario
    static void c06_closeAgainstABindByHand() throws Exception {
        HandLoop loop = new HandLoop();
        SelectorReactor reactor = SelectorReactor.open(loop);
        loop.hook = reactor;
        Line line = new Line();
        line.closeElsewhere("closer");
        PollFuture<Integer> read = line.socket.read(ByteBuffer.allocate(8));
        boolean pending = true;
        while (pending) {
            try {
                pending = !read.poll(loop.context()).isReady();
                Sim.check(pending, "there is nothing to read");
                reactor.park(Long.MAX_VALUE);
            } catch (ClosedChannelException closed) {
                pending = false;
            }
        }
        while (reactor.hasInterest()) {
            reactor.park(Long.MAX_VALUE);
        }
        Sim.equal(loop.leases, 0, "leases");
        Sim.quiet();
        line.checkGivenBack();
        reactor.close();
    }
}
