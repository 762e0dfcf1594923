package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.TaskSet;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.interleavings.Cell;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.util.List;
import java.util.stream.IntStream;

/** AtomicWaker, Promise and groups, between the thread that polls and those that wake. */
final class Futures {
    private Futures() {}

    /** Register, then check again: no event is missed. */
    @Scenario
    static void f02_registerAgainstTwoWakes() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        AtomicWaker cell = new AtomicWaker();
        Cell[] events = {new Cell(), new Cell()};
        Probe<Integer> future =
                new Probe<>() {
                    @Override
                    Poll<Integer> advance(Context cx) {
                        if (sum() < 2) {
                            // Another waker each time: the stored one is replaced.
                            cell.register(new Forwarder(cx.waker()));
                        }
                        return sum() == 2 ? Poll.ready(2) : Poll.pending();
                    }

                    private int sum() {
                        return events[0].get() + events[1].get();
                    }
                };
        for (int i = 0; i < 2; i++) {
            Cell event = events[i];
            Sim.start(
                    "event-" + i,
                    () -> {
                        event.set(1);
                        cell.wake();
                    });
        }
        Sim.equal(bridge.spawn(future).get(), 2, "events");
        Bridge.close(bridge);
    }

    /** The same with one waker, which takes the shortcut of register. */
    @Scenario
    static void f02_registerOfTheSameWakerAgainstWakes() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        AtomicWaker cell = new AtomicWaker();
        Cell[] events = {new Cell(), new Cell()};
        Probe<Integer> future =
                new Probe<>() {
                    @Override
                    Poll<Integer> advance(Context cx) {
                        cell.register(cx.waker());
                        return events[0].get() + events[1].get() == 2
                                ? Poll.ready(2)
                                : Poll.pending();
                    }
                };
        for (int i = 0; i < 2; i++) {
            Cell event = events[i];
            Sim.start(
                    "event-" + i,
                    () -> {
                        event.set(1);
                        cell.wake();
                    });
        }
        Sim.equal(bridge.spawn(future).get(), 2, "events");
        Bridge.close(bridge);
    }

    private record Forwarder(Waker to) implements Waker {
        @Override
        public void wake() {
            to.wake();
        }
    }

    /** Each value ends in one place: with the owner, or with the discard action. */
    @Scenario
    static void f07_promiseCompletedTwiceAgainstCancel() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        int[] discarded = new int[1];
        int[] first = new int[1];
        Promise<String> promise = new Promise<>(value -> discarded[0]++);
        TaskFuture<String> task = bridge.spawn(promise);
        for (int i = 0; i < 2; i++) {
            Sim.start("completer-" + i, () -> first[0] += promise.complete("value") ? 1 : 0);
        }
        Thread canceller = Sim.start("canceller", () -> task.cancel(true));
        task.terminated().join();
        canceller.join();
        Sim.quiet();
        int delivered = task.isCancelled() ? 0 : 1;
        Sim.equal(delivered + discarded[0], 2, "values that ended somewhere");
        Sim.check(first[0] <= 1, "one complete at most is the first");
        Bridge.close(bridge);
    }

    @Scenario
    static void f02_promiseCompletedAgainstPolls() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Promise<String> promise = new Promise<>();
        TaskFuture<String> task =
                bridge.spawn(
                        new Probe<>() {
                            @Override
                            Poll<String> advance(Context cx) throws Exception {
                                if (polls < 3) {
                                    cx.waker().wake(); // spurious polls (F5)
                                }
                                return promise.poll(
                                        polls % 2 == 0
                                                ? cx
                                                : cx.withWaker(new Forwarder(cx.waker())));
                            }
                        });
        Sim.start("completer", () -> Sim.check(promise.complete("done"), "complete is first"));
        Sim.equal(task.get(), "done", "value");
        Bridge.close(bridge);
    }

    private static List<Promise<Integer>> promises(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Promise<Integer>()).toList();
    }

    private static void completeBeside(List<Promise<Integer>> promises) {
        for (int i = 0; i < promises.size(); i++) {
            int value = i;
            Sim.start("child-" + i, () -> promises.get(value).complete(value));
        }
    }

    /** Children of a group are woken beside each other and beside its polls. */
    @Scenario
    static void w03_allAgainstWakesOfChildren() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        List<Promise<Integer>> children = promises(3);
        TaskFuture<List<Integer>> all = bridge.spawn(PollFutures.all(children));
        completeBeside(children);
        Sim.equal(all.get(), List.of(0, 1, 2), "values");
        Bridge.close(bridge);
    }

    /** A child that wakes itself with data of other threads. */
    @Scenario
    static void w03_childOfAGroupIsWokenTwice() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Cell[] cells = {new Cell(), new Cell()};
        Probe<Integer> child =
                new Probe<>() {
                    @Override
                    Poll<Integer> advance(Context cx) {
                        int sum = cells[0].get() + cells[1].get();
                        return sum == 2 ? Poll.ready(sum) : Poll.pending();
                    }
                };
        Promise<Integer> other = new Promise<>();
        TaskFuture<List<Integer>> all = bridge.spawn(PollFutures.all(List.of(child, other)));
        for (int i = 0; i < 2; i++) {
            Cell cell = cells[i];
            Sim.start(
                    "waker-" + i,
                    () -> {
                        var waker = child.awaitWaker();
                        cell.set(1);
                        waker.wake();
                    });
        }
        Sim.start("other", () -> other.complete(7));
        Sim.equal(all.get(), List.of(2, 7), "values");
        Bridge.close(bridge);
    }

    /** One wins, the others are cancelled, late wakes do nothing. */
    @Scenario
    static void f07_raceAgainstWakesOfChildren() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        int[] discarded = new int[1];
        List<Promise<Integer>> children =
                IntStream.range(0, 3)
                        .mapToObj(i -> new Promise<Integer>(value -> discarded[0]++))
                        .toList();
        TaskFuture<Integer> race = bridge.spawn(PollFutures.race(children));
        completeBeside(children);
        int winner = race.get();
        Sim.check(winner >= 0 && winner < 3, "one wins");
        Bridge.close(bridge);
        Sim.quiet();
        Sim.equal(discarded[0], 2, "values of losers that were discarded");
    }

    /** Tasks are taken as they end. */
    @Scenario
    static void w03_taskSetAgainstWakesOfTasks() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        List<Promise<Integer>> children = promises(3);
        TaskSet<Integer> tasks = new TaskSet<>();
        children.forEach(tasks::spawn);
        PollFuture<Integer> sum =
                PollFutures.then(
                        tasks.take(),
                        a ->
                                PollFutures.then(
                                        tasks.take(),
                                        b -> PollFutures.map(tasks.take(), c -> a + b + c)));
        TaskFuture<Integer> task = bridge.spawn(sum);
        completeBeside(children);
        Sim.equal(task.get(), 3, "sum");
        Bridge.close(bridge);
    }

    /** A callback from elsewhere against a cancel of who waits for it. */
    @Scenario
    static void f07_callbackAgainstCancel() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        int[] stopped = new int[1];
        int[] discarded = new int[1];
        TaskFuture<String> task =
                bridge.spawn(
                        PollFutures.onDiscard(
                                PollFutures.<String>fromCallback(
                                        (resolve, reject) -> {
                                            Sim.start("service", () -> resolve.accept("reply"));
                                            return () -> stopped[0]++;
                                        }),
                                value -> discarded[0]++));
        Thread canceller = Sim.start("canceller", () -> task.cancel(true));
        task.terminated().join();
        canceller.join();
        Sim.quiet();
        if (task.isCancelled()) {
            Sim.check(stopped[0] <= 1 && discarded[0] <= 1, "stopped and discarded at most once");
        } else {
            Sim.equal(task.get(), "reply", "value");
            Sim.equal(stopped[0] + discarded[0], 0, "stops and discards of a success");
        }
        Bridge.close(bridge);
    }
}
