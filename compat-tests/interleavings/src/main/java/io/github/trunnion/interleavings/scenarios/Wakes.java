package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.interleavings.Cell;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

/** Wakes against polls (W1 to W4, E1, E2). */
final class Wakes {
    private Wakes() {}

    /** Is ready when each of the cells was written. */
    private static final class Cells extends Probe<Integer> {
        private final Cell[] cells;

        Cells(int count) {
            cells = new Cell[count];
            for (int i = 0; i < count; i++) {
                cells[i] = new Cell();
            }
        }

        @Override
        Poll<Integer> advance(Context cx) {
            int sum = 0;
            for (Cell cell : cells) {
                sum += cell.get();
            }
            return sum == cells.length ? Poll.ready(sum) : Poll.pending();
        }

        /** Makes one cell true and wakes. */
        void write(int index) {
            Waker woken = awaitWaker();
            cells[index].set(1);
            woken.wake();
        }
    }

    /** Each wake after poll was entered leads to a poll that sees what came before the wake. */
    @Scenario
    static void w03_twoWakesWhilePolled() throws Exception {
        wakes(2, 1);
    }

    /** Several tasks and wakers: the queues of tasks are not torn. */
    @Scenario
    static void w03_twoTasksAndThreeWakers() throws Exception {
        wakes(3, 2);
    }

    private static void wakes(int wakers, int tasks) throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Cells[] cells = new Cells[tasks];
        for (int i = 0; i < tasks; i++) {
            cells[i] = new Cells(wakers);
        }
        for (int i = 0; i < wakers; i++) {
            int own = i;
            Sim.start(
                    "waker-" + i,
                    () -> {
                        for (Cells each : cells) {
                            each.write(own);
                        }
                    });
        }
        TaskFuture<?>[] results = new TaskFuture<?>[tasks];
        for (int i = 0; i < tasks; i++) {
            results[i] = bridge.spawn(cells[i]);
        }
        for (int i = 0; i < tasks; i++) {
            Sim.equal(results[i].get(), wakers, "value");
            Sim.check(cells[i].polls <= 1 + wakers, "a wake causes at most one poll (W2)");
        }
        Bridge.close(bridge);
    }

    /** A wake from inside the poll is not dropped, whoever wakes beside it. */
    @Scenario
    static void w03_wakeFromInsidePollAgainstForeignWake() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Cell cell = new Cell();
        Probe<String> future =
                new Probe<>() {
                    @Override
                    Poll<String> advance(Context cx) {
                        if (polls <= 2) {
                            cx.waker().wake();
                            return Poll.pending();
                        }
                        return cell.get() == 1 ? Poll.ready("done") : Poll.pending();
                    }
                };
        Sim.start(
                "waker",
                () -> {
                    Waker waker = future.awaitWaker();
                    cell.set(1);
                    waker.wake();
                });
        Sim.equal(bridge.spawn(future).get(), "done", "value");
        Sim.check(future.polls >= 3 && future.polls <= 4, "each self-wake causes one poll (W3)");
        Bridge.close(bridge);
    }

    /** A wake that comes while the task ends, or later, does nothing. */
    @Scenario
    static void w04_wakeAgainstEnd() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Cell cell = new Cell();
        Probe<String> future =
                new Probe<>() {
                    @Override
                    Poll<String> advance(Context cx) {
                        return cell.get() == 1 ? Poll.ready("done") : Poll.pending();
                    }
                };
        Sim.start(
                "waker",
                () -> {
                    Waker waker = future.awaitWaker();
                    cell.set(1);
                    waker.wake();
                    waker.wake();
                });
        Sim.start("late", () -> future.awaitWaker().wake());
        TaskFuture<String> task = bridge.spawn(future);
        Sim.equal(task.get(), "done", "value");
        Bridge.close(bridge);
        Sim.check(future.polls <= 4, "a wake causes at most one poll (W2)");
    }

    /** Sleeping carriers are claimed by spawns while they come out of their parks by themselves. */
    @Scenario
    static void e02_spawnsClaimCarriersThatPark() throws Exception {
        BridgeExecutor bridge = Bridge.open(2);
        Thread other = Sim.start("spawner", () -> spawnTwice(bridge));
        spawnTwice(bridge);
        other.join();
        Bridge.close(bridge);
    }

    private static void spawnTwice(BridgeExecutor bridge) throws Exception {
        for (int i = 0; i < 2; i++) {
            int wanted = i;
            TaskFuture<Integer> task =
                    bridge.spawn(
                            new Probe<>() {
                                @Override
                                Poll<Integer> advance(Context cx) {
                                    return Poll.ready(wanted);
                                }
                            });
            Sim.equal(task.get(), wanted, "value");
        }
    }

    /** Promises go to and fro between two carriers (E2, C8). */
    @Scenario
    static void e02_wakesAcrossCarriers() throws Exception {
        BridgeExecutor bridge = Bridge.open(2);
        Promise<Integer> there = new Promise<>();
        Promise<Integer> back = new Promise<>();
        TaskFuture<Integer> first =
                bridge.spawn(
                        new Probe<>() {
                            @Override
                            Poll<Integer> advance(Context cx) throws Exception {
                                if (polls == 1) {
                                    Sim.check(there.complete(1), "complete is the first");
                                }
                                return back.poll(cx);
                            }
                        });
        TaskFuture<Integer> second =
                bridge.spawn(
                        new Probe<>() {
                            @Override
                            Poll<Integer> advance(Context cx) throws Exception {
                                Poll<Integer> poll = there.poll(cx);
                                if (poll instanceof Poll.Ready<Integer> ready) {
                                    Sim.check(back.complete(ready.value() + 1), "complete");
                                }
                                return poll;
                            }
                        });
        Sim.equal(first.get() + second.get(), 3, "sum");
        Bridge.close(bridge);
    }
}
