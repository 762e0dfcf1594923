package io.github.trunnion.interleavings.scenarios;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Timers against wakes, closes and parks (H7, E2). */
final class Clocks {
    private static final long DELAY = 5_000_000;

    private Clocks() {}

    /** Arms timers at its first poll; ends when told. */
    private static final class Armed extends Probe<String> {
        @Nullable Registration registration;
        private int fired;
        private boolean closedHere;
        private volatile boolean told;

        @Override
        Poll<String> advance(Context cx) {
            if (registration == null) {
                registration =
                        cx.timers()
                                .wakeAfter(
                                        DELAY,
                                        () -> {
                                            Sim.check(!closedHere, "it was not taken back");
                                            fired++;
                                        });
            }
            if (told) {
                requireNonNull(registration).close();
                closedHere = true;
                return Poll.ready("told");
            }
            return Poll.pending();
        }

        void tell() {
            told = true;
            awaitWaker().wake();
        }
    }

    /** Closed from elsewhere, on the carrier and by firing: it fires at most once. */
    @Scenario
    static void h07_timerIsClosedAgainstItsFire() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Armed armed = new Armed();
        TaskFuture<String> task = bridge.spawn(armed);
        for (int i = 0; i < 2; i++) {
            Sim.start(
                    "closer-" + i,
                    () -> {
                        Sim.await(() -> armed.registration != null);
                        requireNonNull(armed.registration).close();
                    });
        }
        Sim.start("teller", armed::tell);
        Sim.equal(task.get(), "told", "value");
        Sim.quiet();
        Sim.check(armed.fired <= 1, "a timer fires at most once");
        Bridge.close(bridge);
    }

    /** Several close one timer long before its time: its node is submitted once. */
    @Scenario
    static void h07_timerIsClosedByThree() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        Armed armed = new Armed();
        TaskFuture<String> task = bridge.spawn(armed);
        Sim.await(() -> armed.registration != null);
        Registration registration = requireNonNull(armed.registration);
        for (int i = 0; i < 3; i++) {
            Sim.start("closer-" + i, registration::close);
        }
        armed.tell();
        Sim.equal(task.get(), "told", "value");
        Bridge.close(bridge);
    }

    /** A timer that nobody takes back fires, whatever submits come meanwhile. */
    @Scenario
    static void h07_sleepAgainstSubmits() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        long start = System.nanoTime();
        TaskFuture<Void> slept = bridge.spawn(PollFutures.sleep(Duration.ofNanos(DELAY)));
        Thread first = Sim.start("submitter-0", () -> bridge.execute(() -> {}));
        Thread second = Sim.start("submitter-1", () -> bridge.execute(() -> {}));
        slept.get();
        Sim.check(System.nanoTime() - start >= DELAY, "it slept long enough");
        first.join();
        second.join();
        Bridge.close(bridge);
    }

    /** A value that comes in time is delivered, one that is late is discarded. */
    @Scenario
    static void f07_timeoutAgainstCompletion() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        int[] discarded = new int[1];
        Promise<String> promise = new Promise<>(value -> discarded[0]++);
        TaskFuture<String> task =
                bridge.spawn(PollFutures.withTimeout(promise, Duration.ofNanos(DELAY)));
        boolean[] first = new boolean[1];
        Thread completer =
                Sim.start(
                        "completer",
                        () -> {
                            if (Sim.maybe()) {
                                Sim.await(() -> false, DELAY);
                            }
                            first[0] = promise.complete("done");
                        });
        boolean delivered = false;
        try {
            Sim.equal(task.get(), "done", "value");
            delivered = true;
        } catch (ExecutionException late) {
            Sim.check(late.getCause() instanceof TimeoutException, "it is a timeout");
        }
        completer.join();
        Bridge.close(bridge);
        Sim.equal(discarded[0], delivered ? 0 : 1, "discards");
        Sim.check(first[0] || !delivered, "a delivered value was the first");
    }

    /** A sleeping task is cancelled from elsewhere: its timer goes with it. */
    @Scenario
    static void f07_cancelOfASleep() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        TaskFuture<Void> task = bridge.spawn(PollFutures.sleep(Duration.ofNanos(DELAY)));
        boolean[] won = new boolean[1];
        Thread canceller = Sim.start("canceller", () -> won[0] = task.cancel(true));
        task.terminated().join();
        canceller.join();
        Sim.equal(task.isCancelled(), won[0], "whether it was cancelled");
        Bridge.close(bridge);
    }
}
