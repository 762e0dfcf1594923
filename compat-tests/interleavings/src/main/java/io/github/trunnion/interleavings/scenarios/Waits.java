package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that wait for a task, against its end, interrupts and time (E11). */
final class Waits {
    private Waits() {}

    private static final int VALUE = 0;
    private static final int INTERRUPTED = 1;
    private static final int LATE = 2;

    /** Waits in one of the ways and says how that ended. */
    private static int waitFor(TaskFuture<String> task, int way) throws Exception {
        try {
            String value =
                    switch (way) {
                        case 0 -> task.get();
                        case 1 -> task.join();
                        default -> task.get(5, TimeUnit.MILLISECONDS);
                    };
            Sim.equal(value, "done", "value");
            return VALUE;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (TimeoutException e) {
            return LATE;
        }
    }

    private static void waiters(int count, boolean interrupts, int... ways) throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Promise<String> promise = new Promise<>();
        TaskFuture<String> task = bridge.spawn(promise);
        Thread[] waiters = new Thread[count];
        boolean[] interrupted = new boolean[count];
        for (int i = 0; i < count; i++) {
            int own = i;
            int way = ways[i % ways.length];
            waiters[i] =
                    Sim.start(
                            "waiter-" + i,
                            () -> {
                                int end = waitFor(task, way);
                                boolean flag = Thread.interrupted();
                                Sim.check(
                                        !(flag && end == INTERRUPTED),
                                        "an interrupt is an exception or a flag");
                                interrupted[own] = flag || end == INTERRUPTED;
                                Sim.check(way == 2 || end != LATE, "only who has a limit is late");
                                Sim.check(way != 1 || end == VALUE, "join is not interruptible");
                            });
        }
        Thread interrupter = null;
        if (interrupts) {
            interrupter = Sim.start("interrupter", waiters[0]::interrupt);
        }
        Sim.start("completer", () -> promise.complete("done"));
        for (Thread waiter : waiters) {
            waiter.join();
        }
        Sim.equal(task.get(), "done", "value");
        if (interrupter != null) {
            interrupter.join();
        }
        Bridge.close(bridge);
    }

    @Scenario
    static void st02_twoGetsAgainstCompletion() throws Exception {
        waiters(2, false, 0);
    }

    @Scenario
    static void st02_interruptedGetAgainstCompletion() throws Exception {
        waiters(2, true, 0, 1);
    }

    @Scenario
    static void st02_interruptedJoinAgainstCompletion() throws Exception {
        waiters(2, true, 1, 0);
    }

    /** Those who give up unlink themselves beside each other and beside the completion. */
    @Scenario
    static void st02_threeTimedGetsAgainstCompletion() throws Exception {
        waiters(3, true, 2);
    }

    /** Waiters below and above one who gives up are told. */
    @Scenario
    static void st02_timedGetsAmongOthers() throws Exception {
        waiters(4, true, 2, 0, 2, 1);
    }

    /** E11: the flag is not swallowed and the future not cancelled beside its result. */
    @Scenario
    static void e11_interruptOfBlockOnAgainstCompletion() throws Exception {
        Probe<String> future =
                new Probe<>() {
                    private final Promise<String> promise = new Promise<>();

                    @Override
                    Poll<String> advance(Context cx) throws Exception {
                        if (polls == 1) {
                            Sim.start("completer", () -> promise.complete("done"));
                        }
                        return promise.poll(cx);
                    }
                };
        boolean[] sent = new boolean[1];
        Thread runner =
                Sim.start(
                        "runner",
                        () -> {
                            try {
                                Sim.equal(BlockOn.run(future), "done", "value");
                                Sim.equal(future.cancels, 0, "cancels");
                                Sim.await(() -> sent[0]);
                                Sim.check(
                                        Thread.currentThread().isInterrupted(),
                                        "the flag of a late interrupt stays");
                            } catch (InterruptedException e) {
                                Sim.equal(future.cancels + future.discards, 1, "cancels");
                                Sim.check(
                                        !Thread.currentThread().isInterrupted(),
                                        "the flag went into the exception");
                            }
                        });
        Sim.start(
                "interrupter",
                () -> {
                    runner.interrupt();
                    sent[0] = true;
                });
        runner.join();
    }
}
