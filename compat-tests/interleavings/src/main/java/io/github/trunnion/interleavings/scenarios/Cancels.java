package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.interleavings.Cell;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Cancels against completion, polls and wakes (st05, st06, F7, E10). */
final class Cancels {
    private Cancels() {}

    /** Is ready once its cell was written. */
    private static final class Single extends Probe<String> {
        private final Cell done = new Cell();

        @Override
        Poll<String> advance(Context cx) {
            return done.get() == 1 ? Poll.ready("done") : Poll.pending();
        }

        /** Makes it ready; without a waker the first poll finds it so. */
        void finishIfPolled() {
            Waker woken = waker;
            done.set(1);
            if (woken != null) {
                woken.wake();
            } else {
                lateWake();
            }
        }

        private void lateWake() {
            Sim.await(() -> waker != null || hasEnded());
            wakeIfPolled();
        }

        void wakeIfPolled() {
            Waker woken = waker;
            if (woken != null) {
                woken.wake();
            }
        }

        /** After the end of the task: one outcome, and what belongs to it. */
        void checkOutcome(TaskFuture<String> task) {
            Sim.check(task.isDone(), "the task has an outcome");
            if (task.state() == Future.State.SUCCESS) {
                Sim.equal(cancels + discards, 0, "cancels and discards of a success");
            } else {
                Sim.equal(task.state(), Future.State.CANCELLED, "state");
                Sim.equal(cancels + discards, 1, "cancels and discards of a cancelled task");
            }
        }
    }

    @Scenario
    static void st05_cancelAgainstCompletion() throws Exception {
        cancelAgainstCompletion(1);
    }

    @Scenario
    static void st05_twoCancelsAgainstCompletion() throws Exception {
        cancelAgainstCompletion(2);
    }

    private static void cancelAgainstCompletion(int cancellers) throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Single future = new Single();
        TaskFuture<String> task = bridge.spawn(future);
        Sim.start("finisher", future::finishIfPolled);
        int[] won = new int[1];
        for (int i = 0; i < cancellers; i++) {
            Sim.start(
                    "canceller-" + i,
                    () -> {
                        boolean cancelled = task.cancel(true);
                        Sim.equal(cancelled, task.isCancelled(), "what cancel returned");
                        won[0] += cancelled ? 1 : 0;
                    });
        }
        task.terminated().join();
        future.checkOutcome(task);
        Sim.quiet();
        Sim.equal(won[0], task.isCancelled() ? cancellers : 0, "cancels that returned true");
        Bridge.close(bridge);
        future.checkOutcome(task);
    }

    /** Cancels and wakes of tasks that stand in the queue: the others are not lost (E10). */
    @Scenario
    static void e10_cancelsAndWakesOfQueuedTasks() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Single[] futures = {new Single(), new Single(), new Single()};
        TaskFuture<?>[] tasks = new TaskFuture<?>[futures.length];
        for (int i = 0; i < futures.length; i++) {
            tasks[i] = bridge.spawn(futures[i]);
        }
        Sim.start(
                "finisher",
                () -> {
                    for (Single future : futures) {
                        future.finishIfPolled();
                    }
                });
        Sim.start(
                "canceller",
                () -> {
                    tasks[0].cancel(true);
                    futures[0].wakeIfPolled();
                    futures[1].wakeIfPolled();
                    tasks[0].cancel(true);
                });
        Sim.start("waker", futures[0]::wakeIfPolled);
        Sim.equal(tasks[1].get(), "done", "value of the second");
        Sim.equal(tasks[2].get(), "done", "value of the third");
        tasks[0].terminated().join();
        Bridge.close(bridge);
        Sim.equal(futures[1].cancels + futures[2].cancels, 0, "cancels of the others");
    }

    /** A cancelled task that nobody wakes is cancelled all the same. */
    @Scenario
    static void e10_cancelOfParkedTaskAgainstPark() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Single future = new Single();
        TaskFuture<String> task = bridge.spawn(future);
        Sim.start("canceller", () -> Sim.check(task.cancel(true), "cancel wins"));
        Sim.start("waker", future::wakeIfPolled);
        try {
            String value = task.get();
            Sim.fail("it has the value " + value);
        } catch (CancellationException expected) {
            Sim.note("cancelled");
        }
        task.terminated().join();
        Sim.equal(future.cancels, 1, "cancels");
        Bridge.close(bridge);
    }

    /** Who completes the view first has it, and the task is cancelled or has its value. */
    @Scenario
    static void st06_viewIsCompletedAgainstTheTask() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Single future = new Single();
        TaskFuture<String> task = bridge.spawn(future);
        Sim.start("finisher", future::finishIfPolled);
        boolean[] won = new boolean[1];
        CompletableFuture<String> view = task.toCompletableFuture();
        Thread outside = Sim.start("outside", () -> won[0] = view.complete("outside"));
        CompletableFuture<String> same = task.toCompletableFuture();
        Sim.check(same == view, "there is one view");
        task.terminated().join();
        outside.join();
        Sim.equal(view.get(), won[0] ? "outside" : "done", "value of the view");
        Sim.equal(task.isCancelled(), won[0], "whether the task was cancelled");
        future.checkOutcome(task);
        Bridge.close(bridge);
    }

    /** Two threads ask for the view while the task ends: one view, completed. */
    @Scenario
    static void st06_viewIsMadeAgainstTheEnd() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Single future = new Single();
        TaskFuture<String> task = bridge.spawn(future);
        Sim.start("finisher", future::finishIfPolled);
        CompletableFuture<?>[] views = new CompletableFuture<?>[2];
        Thread[] askers = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int own = i;
            askers[i] = Sim.start("asker-" + i, () -> views[own] = task.toCompletableFuture());
        }
        for (Thread asker : askers) {
            asker.join();
        }
        Sim.check(views[0] == views[1], "there is one view");
        Sim.equal(views[0].get(), "done", "value");
        Bridge.close(bridge);
    }

    /** The task's own failure against a cancel. */
    @Scenario
    static void st05_cancelAgainstFailure() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Probe<String> future =
                new Probe<>() {
                    @Override
                    Poll<String> advance(Context cx) throws Exception {
                        if (polls == 1) {
                            cx.waker().wake();
                            return Poll.pending();
                        }
                        throw new java.io.IOException("the task fails");
                    }
                };
        TaskFuture<String> task = bridge.spawn(future);
        Sim.start("canceller", () -> task.cancel(true));
        try {
            Sim.fail("it has the value " + task.get());
        } catch (ExecutionException failed) {
            Sim.equal(task.state(), Future.State.FAILED, "state");
        } catch (CancellationException cancelled) {
            Sim.equal(task.state(), Future.State.CANCELLED, "state");
        }
        task.terminated().join();
        Sim.check(future.cancels <= (task.isCancelled() ? 1 : 0), "a failed task is not cancelled");
        Bridge.close(bridge);
    }
}
