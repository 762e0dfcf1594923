package io.github.trunnion.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** How an executor ends: E6, and its actions. */
@SuppressWarnings("FutureReturnValueIgnored") // what matters is asked of the probes
abstract class ExecutorCloseRules extends ExecutorHookRules {

    /** For subclasses. */
    ExecutorCloseRules() {}

    /** An action that throws is reported, and the carrier goes on. */
    @OptionalRule
    public final void e04_aThrowingActionIsReported() throws Exception {
        onExecutor(
                "E4",
                bench -> {
                    IllegalStateException thrown = new IllegalStateException("an action throws");
                    execute(
                            bench,
                            () -> {
                                throw thrown;
                            });
                    bench.untilReported(thrown);
                    bench.settle();
                });
    }

    /** When close has returned every task is completed, failed or cancelled. */
    @RequiredRule
    public final void e06_closeLeavesNoTaskInLimbo() throws Exception {
        onExecutor(
                "E6",
                bench -> {
                    List<Probe> probes = new ArrayList<>();
                    List<Future<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        Probe probe = bench.newProbe();
                        probes.add(probe);
                        tasks.add(bench.spawn(probe));
                    }
                    for (Probe probe : probes) {
                        bench.until(probe::isPolled, "a spawned future was not polled");
                    }
                    CompletableFuture<Boolean> closed = new CompletableFuture<>();
                    Thread closer =
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(
                                            () -> {
                                                bench.executor().close();
                                                closed.complete(true);
                                            });
                    bench.until(() -> isWaiting(closer), "close neither waits nor returns");
                    Bench.holdsBriefly(closed::isDone); // a close that abandons tasks does it now
                    probes.forEach(probe -> probe.endBy(() -> "value"));
                    bench.await(closed, "close has not returned although all tasks can end");
                    for (Future<?> task : tasks) {
                        bench.require(task.isDone(), "after close a task is not done.");
                    }
                });
    }

    /** A spawn that meets a close is refused, or its task ends. */
    @RequiredRule
    public final void e06_aSpawnBesideCloseIsRefusedOrEnds() throws Exception {
        for (int i = 0; i < 20; i++) {
            onExecutor(
                    "E6",
                    bench -> {
                        CompletableFuture<Boolean> closed = new CompletableFuture<>();
                        Gate gate = new Gate();
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () -> {
                                            gate.await(patience());
                                            bench.executor().close();
                                            closed.complete(true);
                                        });
                        List<Future<?>> tasks = new ArrayList<>();
                        gate.open();
                        spawnUntilRefused(bench, tasks);
                        bench.await(closed, "close has not returned although all tasks can end");
                        for (Future<?> task : tasks) {
                            bench.until(
                                    task::isDone,
                                    "a task whose spawn raced with close is in limbo");
                        }
                    });
        }
    }

    private static void spawnUntilRefused(Bench bench, List<Future<?>> tasks) {
        try {
            for (int i = 0; i < 2_000; i++) {
                tasks.add(bench.spawn(new PendingOnce<>("value")));
            }
        } catch (RuntimeException refused) {
            // closed by now
        }
    }

    /** A second close does nothing, and one on a carrier returns. */
    @RequiredRule
    public final void e06_closeIsIdempotentAndReturnsOnACarrier() throws Exception {
        onExecutor(
                "E6",
                bench -> {
                    Probe probe = bench.probe();
                    var closed =
                            probe.order(
                                    cx -> {
                                        bench.executor().close();
                                        return true;
                                    });
                    bench.await(closed, "close has not returned in the middle of a poll");
                    probe.endBy(() -> "value");
                    bench.close();
                    watch(
                            "E6",
                            () -> {
                                bench.executor().close();
                                return true;
                            });
                });
    }

    /** After close nothing new is accepted. */
    @OptionalRule
    public final void e06_spawnIsRejectedAfterClose() throws Exception {
        skipUnlessPromised(
                rejectsAfterClose(), "rejectsAfterClose", "spawn is rejected after close");
        onExecutor(
                "E6",
                bench -> {
                    bench.close();
                    for (int i = 0; i < 2; i++) {
                        try {
                            Future<?> taken = bench.executor().spawn(new PendingOnce<>("value"));
                            throw bench.failure("spawn was accepted after close: " + taken);
                        } catch (RejectedExecutionException rejected) {
                            // as it has to be
                        }
                    }
                });
    }

    /** An interrupt of a waiting close cancels the tasks, and stays in the flag. */
    @OptionalRule
    public final void e06_anInterruptOfCloseCancelsTheTasks() throws Exception {
        skipUnlessPromised(
                closeWaitsAndHeedsInterrupts(),
                "closeWaitsAndHeedsInterrupts",
                "close waits and an interrupt of it cancels the tasks");
        onExecutor(
                "E6",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    CompletableFuture<Boolean> flag = new CompletableFuture<>();
                    Thread closer =
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(
                                            () -> {
                                                bench.executor().close();
                                                flag.complete(Thread.interrupted());
                                            });
                    bench.until(() -> isWaiting(closer) || flag.isDone(), "close does not wait");
                    bench.require(
                            !Bench.holdsBriefly(task::isDone), "close has not waited for a task.");
                    closer.interrupt();
                    bench.require(
                            bench.await(flag, "an interrupted close has not cancelled the tasks"),
                            "close has swallowed an interrupt.");
                    bench.require(
                            task.isCancelled() && probe.cancels() == 1,
                            "an interrupted close has not cancelled a task.");
                });
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> true;
            default -> false;
        };
    }

    /** A close with a grace cancels what is left after it. */
    @OptionalRule
    public final void e06_closeWithAGraceCancelsWhatIsLeft() throws Exception {
        onExecutor(
                "E6",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    CompletableFuture<Boolean> closed = new CompletableFuture<>();
                    Callable<Boolean> close =
                            () -> {
                                bench.executor().close(Duration.ofMillis(1));
                                return closed.complete(true);
                            };
                    try {
                        watch("E6", close);
                    } catch (UnsupportedOperationException none) {
                        skipUnless(false, "checked if you " + none.getMessage());
                    }
                    bench.require(
                            task.isCancelled() && probe.cancels() == 1,
                            "a close with a grace has returned, and a task is not cancelled.");
                });
    }

    /** An action runs on a carrier. */
    @OptionalRule
    public final void e06_anActionRuns() throws Exception {
        onExecutor(
                "E6",
                bench -> {
                    CountingWaker ran = new CountingWaker();
                    execute(bench, ran::wake);
                    bench.until(() -> ran.wakes() == 1, "an action did not run");
                });
    }

    private static void execute(Bench bench, Runnable action) {
        try {
            bench.executor().execute(action);
        } catch (UnsupportedOperationException none) {
            skipUnless(false, "checked if you " + none.getMessage());
        }
    }
}
