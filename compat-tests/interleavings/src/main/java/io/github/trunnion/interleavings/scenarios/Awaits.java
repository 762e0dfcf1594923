package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Stages;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** The waits of the Loom adapters, against completion, interrupt, time and close. */
final class Awaits {
    private static final Duration LIMIT = Duration.ofMillis(5);

    private Awaits() {}

    /** A stage that offers only callbacks: one word decides (aw08). */
    @Scenario
    static void aw08_stageAgainstInterruptAndTime() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        var stage = source.minimalCompletionStage();
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            boolean thrown = false;
                            try {
                                Sim.equal(Await.await(stage, LIMIT), "done", "value");
                            } catch (InterruptedException e) {
                                thrown = true;
                            } catch (TimeoutException e) {
                                Sim.note("too late");
                            }
                            boolean flag = Thread.interrupted();
                            Sim.check(!(thrown && flag), "an interrupt is one thing, not two");
                        });
        Sim.start("interrupter", waiter::interrupt);
        Sim.start(
                "completer",
                () -> {
                    if (Sim.maybe()) {
                        Sim.await(() -> false, LIMIT.toNanos());
                    }
                    source.complete("done");
                });
        waiter.join();
    }

    /** Nobody gives up: the callback always reaches the thread. */
    @Scenario
    static void aw08_stageWithoutALimit() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Sim.start("completer", () -> source.complete("done"));
        Sim.equal(Await.await(source.minimalCompletionStage()), "done", "value");
    }

    /** An await that is given up cancels the future, or has its result. */
    @Scenario
    static void aw05_awaitOnBridgeAgainstInterruptAndCompletion() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Promise<String> promise = new Promise<>();
        Probe<String> future = probe(promise);
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            try {
                                String value =
                                        Sim.maybe()
                                                ? Await.on(bridge).await(future)
                                                : Await.on(bridge).await(future, LIMIT);
                                Sim.equal(value, "done", "value");
                                Sim.equal(future.cancels + future.discards, 0, "cancels");
                            } catch (InterruptedException | TimeoutException e) {
                                Sim.quiet();
                                Sim.equal(future.cancels + future.discards, 1, "cancels");
                            }
                        });
        Sim.start("interrupter", waiter::interrupt);
        Sim.start("completer", () -> promise.complete("done"));
        waiter.join();
        Bridge.close(bridge);
    }

    private static Probe<String> probe(Promise<String> promise) {
        return new Probe<>() {
            @Override
            Poll<String> advance(Context cx) throws Exception {
                return promise.poll(cx);
            }
        };
    }

    /** E6: an await that is pending at close, or begins later, ends. */
    @Scenario
    static void e06_awaitAgainstClose() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Promise<String> promise = new Promise<>();
        Probe<String> future = probe(promise);
        Thread waiter =
                Sim.start(
                        "waiter",
                        () -> {
                            try {
                                Sim.equal(Await.on(bridge).await(future), "done", "value");
                                Sim.equal(future.cancels, 0, "cancels");
                            } catch (BridgeClosedException closed) {
                                Sim.quiet();
                                Sim.equal(future.cancels + future.discards, 1, "cancels");
                            } catch (RejectedExecutionException wrong) {
                                Sim.fail("an await on a closed executor ends otherwise");
                            }
                        });
        Sim.start("completer", () -> promise.complete("done"));
        bridge.close(Duration.ZERO);
        waiter.join();
        Sim.check(bridge.isClosed(), "the executor is closed");
    }

    /** A stage as a future: its callback against polls and cancel. */
    @Scenario
    static void ps01_stageAsFutureAgainstCancel() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        CompletableFuture<String> source = new CompletableFuture<>();
        TaskFuture<String> task = bridge.spawn(Stages.hot(source.minimalCompletionStage()));
        Sim.start("completer", () -> source.complete("done"));
        boolean cancels = Sim.maybe();
        if (cancels) {
            Sim.start("canceller", () -> task.cancel(true));
        }
        task.terminated().join();
        Sim.check(cancels || !task.isCancelled(), "only a cancel cancels");
        if (!task.isCancelled()) {
            Sim.equal(task.get(), "done", "value");
        }
        Bridge.close(bridge);
    }
}
