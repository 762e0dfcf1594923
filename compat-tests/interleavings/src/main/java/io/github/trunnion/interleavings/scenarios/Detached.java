package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.util.List;
import java.util.concurrent.Future;

/** Reads that wait in a reactor with a thread of its own. */
final class Detached {
    private Detached() {}

    /** Two reads, one after the other. */
    @Scenario
    static void w03_readsAgainstArrivals() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        TaskFuture<Integer> one = line.read(bridge);
        Sim.start("peer", () -> line.channel.arrive(1));
        Sim.equal(one.get(), 1, "bytes");
        TaskFuture<Integer> two = line.read(bridge);
        Sim.start("peer", () -> line.channel.arrive(2));
        Sim.equal(two.get(), 2, "bytes");
        finish(bridge, reactor, line);
    }

    private static void finish(BridgeExecutor bridge, SelectorReactor.Detached reactor, Line line)
            throws Exception {
        line.closeElsewhere("closer");
        Sim.quiet();
        line.checkGivenBack();
        Bridge.close(bridge);
        reactor.close();
        Sim.quiet();
        line.checkGivenBack();
    }

    /** A poll that somebody else has woken registers its waker anew, while the wait ends. */
    @Scenario
    static void e02_repollAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        Line.Read read = new Line.Read(line.socket);
        TaskFuture<Integer> task = bridge.spawn(read);
        Sim.start("waker", () -> read.awaitWaker().wake());
        Sim.start("peer", () -> line.channel.arrive(1));
        Sim.equal(task.get(), 1, "bytes");
        finish(bridge, reactor, line);
    }

    /** The bytes or the close. */
    @Scenario
    static void e02_closeAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        TaskFuture<Integer> read = line.read(bridge);
        if (Sim.maybe()) {
            Sim.await(() -> line.channel.hasKey() || read.isDone());
        }
        Sim.start("peer", () -> line.channel.arrive(1));
        line.closeElsewhere("closer-0");
        String outcome = Line.outcome(read);
        Sim.check(outcome.equals("1") || outcome.equals(Line.CLOSED), "it ends so: " + outcome);
        finish(bridge, reactor, line);
    }

    /** The close alone. */
    @Scenario
    static void e02_closeAgainstAWait() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        TaskFuture<Integer> read = line.read(bridge);
        line.closeElsewhere("closer-0");
        Sim.equal(Line.outcome(read), Line.CLOSED, "outcome");
        finish(bridge, reactor, line);
    }

    /** A read is cancelled and another one takes its direction, while bytes arrive. */
    @Scenario
    static void f07_cancelAgainstAnArrivalAndTheNextRead() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        Line.Read first = new Line.Read(line.socket);
        TaskFuture<Integer> one = bridge.spawn(first);
        Sim.start("peer", () -> line.channel.arrive(1));
        if (Sim.maybe()) {
            Sim.await(() -> line.channel.hasKey() || one.isDone());
        }
        one.cancel(true);
        TaskFuture<Integer> two = line.read(bridge);
        Sim.quiet();
        boolean taken = one.state() == Future.State.SUCCESS || first.discards == 1;
        Sim.equal(two.isDone(), !taken, "whether the second read has the byte");
        line.channel.arrive(4);
        Sim.equal(two.get(), taken ? 4 : 1, "bytes of the second read");
        finish(bridge, reactor, line);
    }

    /** The reactor ends before the read does. */
    @Scenario
    static void e06_endOfTheReactorAgainstAnArrival() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        TaskFuture<Integer> read = line.read(bridge);
        Sim.start("peer", () -> line.channel.arrive(1));
        reactor.close();
        String outcome = Line.outcome(read);
        Sim.check(outcome.equals("1") || outcome.contains("is closed"), "it ends so: " + outcome);
        finish(bridge, reactor, line);
    }

    /** Two contexts read at a time, which is a mistake: one of them is told so, none hangs. */
    @Scenario
    static void e12_twoReadersAtATime() throws Exception {
        BridgeExecutor left = Bridge.open(1);
        BridgeExecutor right = Bridge.open(1);
        SelectorReactor.Detached reactor = SelectorReactor.detached();
        Line line = new Line(reactor);
        TaskFuture<Integer> one = line.read(left);
        TaskFuture<Integer> two = line.read(right);
        Sim.quiet();
        line.channel.arrive(1);
        int served = 0;
        for (TaskFuture<Integer> read : List.of(one, two)) {
            String outcome = Line.outcome(read);
            boolean refused = outcome.contains("is pending") || outcome.contains("two contexts");
            Sim.check(refused || outcome.equals("1"), "it ends so: " + outcome);
            served += refused ? 0 : 1;
        }
        Sim.equal(served, 1, "reads that were served");
        Bridge.close(right);
        finish(left, reactor, line);
    }
}
