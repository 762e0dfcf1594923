package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** Close against submits, tasks and other closers (E6). */
final class Closes {
    private Closes() {}

    /** Ready at its first poll, or never. */
    private static final class Job extends Probe<String> {
        private final boolean endless;

        Job(boolean endless) {
            this.endless = endless;
        }

        @Override
        Poll<String> advance(Context cx) {
            return endless ? Poll.pending() : Poll.ready("done");
        }
    }

    /** A spawn and what became of it. */
    private static final class Spawned {
        final Job job;
        final TaskFuture<String> task;

        Spawned(Job job, TaskFuture<String> task) {
            this.job = job;
            this.task = task;
        }

        /** Nobody is in limbo: polled to its end, or cancelled once. */
        void check() {
            Sim.check(task.isDone(), "an accepted task has an outcome");
            Sim.check(task.terminated().isDone(), "an accepted task has ended");
            if (task.state() == Future.State.SUCCESS) {
                Sim.equal(job.cancels, 0, "cancels of a task that is done");
                Sim.equal(job.polls, 1, "polls of a task that is done");
            } else {
                Sim.equal(job.cancels, 1, "cancels of a cancelled task");
                try {
                    task.join();
                } catch (BridgeClosedException expected) {
                    Sim.note("closed");
                } catch (CancellationException other) {
                    Sim.fail("a cancel by close is no BridgeClosedException: " + other);
                }
            }
        }
    }

    private static void spawnUntilRejected(
            BridgeExecutor bridge, boolean endless, int most, List<Spawned> spawned) {
        for (int i = 0; i < most; i++) {
            Job job = new Job(endless);
            try {
                spawned.add(new Spawned(job, bridge.spawn(job)));
            } catch (RejectedExecutionException closed) {
                Sim.equal(job.polls + job.cancels, 0, "uses of a rejected future");
                return;
            }
        }
    }

    private static void closeAgainstSpawns(int carriers, int spawners) {
        BridgeExecutor bridge = Bridge.open(carriers);
        List<Spawned> spawned = new ArrayList<>();
        for (int i = 0; i < spawners; i++) {
            Sim.start("spawner-" + i, () -> spawnUntilRejected(bridge, false, 2, spawned));
        }
        Bridge.close(bridge);
        Sim.quiet();
        spawned.forEach(Spawned::check);
    }

    @Scenario
    static void e06_closeAgainstSpawns() {
        closeAgainstSpawns(1, 3);
    }

    @Scenario
    static void e06_closeOfTwoCarriersAgainstSpawns() {
        closeAgainstSpawns(2, 2);
    }

    /** Each action that was accepted runs once. */
    @Scenario
    static void e06_closeAgainstActions() {
        BridgeExecutor bridge = Bridge.open(1);
        int[] accepted = new int[1];
        int[] ran = new int[1];
        for (int i = 0; i < 3; i++) {
            Sim.start(
                    "submitter-" + i,
                    () -> {
                        try {
                            bridge.execute(() -> ran[0]++);
                            accepted[0]++;
                        } catch (RejectedExecutionException closed) {
                            Sim.note("rejected");
                        }
                    });
        }
        Bridge.close(bridge);
        Sim.quiet();
        Sim.equal(ran[0], accepted[0], "actions that ran");
    }

    /** What does not end by itself is cancelled when the grace is over. */
    @Scenario
    static void e06_closeWithGraceAgainstSpawns() {
        BridgeExecutor bridge = Bridge.open(1);
        List<Spawned> spawned = new ArrayList<>();
        Sim.start("spawner-0", () -> spawnUntilRejected(bridge, true, 2, spawned));
        Sim.start("spawner-1", () -> spawnUntilRejected(bridge, false, 2, spawned));
        bridge.close(Duration.ofMillis(Sim.below(2) * 5L));
        Sim.check(bridge.isClosed(), "the executor is closed");
        Sim.quiet();
        spawned.forEach(Spawned::check);
        Bridge.checkUnparks(bridge);
    }

    /** A task closes its executor, with a grace. */
    @Scenario
    static void e06_closeFromTaskAgainstSpawns() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        List<Spawned> spawned = new ArrayList<>();
        Sim.start("spawner", () -> spawnUntilRejected(bridge, true, 3, spawned));
        try {
            bridge.execute(() -> bridge.close(Duration.ofMillis(1)));
        } catch (RejectedExecutionException never) {
            Sim.fail("it is open");
        }
        Sim.await(bridge::isClosed);
        Sim.quiet();
        spawned.forEach(Spawned::check);
    }

    /** Two closers, one of whom is interrupted. */
    @Scenario
    static void e06_interruptOfACloser() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Job job = new Job(true);
        TaskFuture<String> task = bridge.spawn(job);
        boolean[] flag = new boolean[1];
        Thread closer =
                Sim.start(
                        "closer",
                        () -> {
                            bridge.close();
                            flag[0] = Thread.interrupted();
                        });
        Sim.start("interrupter", closer::interrupt);
        Bridge.close(bridge);
        closer.join();
        Sim.check(flag[0], "the closer's interrupt flag is set again");
        Sim.quiet();
        new Spawned(job, task).check();
    }

    /** Close against the wake and the cancel of its tasks. */
    @Scenario
    static void e06_closeAgainstCancelAndWake() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Job job = new Job(true);
        TaskFuture<String> task = bridge.spawn(job);
        Sim.start(
                "waker",
                () -> {
                    var waker = job.waker;
                    if (waker != null) {
                        waker.wake();
                    }
                });
        Sim.start("canceller", () -> task.cancel(true));
        bridge.close(Duration.ZERO);
        Sim.quiet();
        Sim.check(bridge.isClosed(), "the executor is closed");
        Sim.equal(job.cancels, 1, "cancels");
        Sim.check(task.terminated().isDone(), "the task has ended");
    }
}
