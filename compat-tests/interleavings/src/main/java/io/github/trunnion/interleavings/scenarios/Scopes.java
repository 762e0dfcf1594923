package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Outcome;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;
import io.github.trunnion.loom.StageScope.Policy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Scopes: ends and failures of members against attach, fork, join, close and interrupts. */
final class Scopes {
    private Scopes() {}

    private static IllegalStateException broken() {
        return new IllegalStateException("broken");
    }

    /** A member is cancelled whether it comes before or after the failure. */
    @Scenario
    static void gr01_failureAgainstAttach() throws Exception {
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(failing);
            Sim.start("failer", () -> failing.completeExceptionally(broken()));
            scope.attach(late);
            scope.join();
            Sim.fail("the join has returned");
        } catch (IllegalStateException thrown) {
            Sim.equal(thrown.getMessage(), "broken", "failure");
        }
        Sim.check(late.isCancelled(), "the other member is cancelled");
    }

    /** Members end on two threads: the join sees all of it. */
    @Scenario
    static void gr01_twoEndsAgainstJoin() throws Exception {
        boolean fails = Sim.maybe();
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> two = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.WAIT_ALL)) {
            ScopeMember<String> first = scope.attach(one);
            Sim.start("one", () -> one.complete("first"));
            Sim.start(
                    "two",
                    () -> {
                        if (fails) {
                            two.completeExceptionally(broken());
                        } else {
                            two.complete("second");
                        }
                    });
            ScopeMember<String> second = scope.attach(two);
            scope.join();
            Sim.equal(first.get(), "first", "value");
            Sim.equal(second.outcome() instanceof Outcome.Failure, fails, "failure");
        }
    }

    /** The owner gives up, or has the values; what has not ended is cancelled before close ends. */
    @Scenario
    static void gr02_joinAgainstInterruptTimeAndEnd() throws Exception {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> two = new CompletableFuture<>();
        Thread owner =
                Sim.start(
                        "owner",
                        () -> {
                            boolean gaveUp = false;
                            try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
                                scope.attach(one);
                                scope.attach(two);
                                scope.join(Duration.ofMillis(5));
                            } catch (InterruptedException | TimeoutException e) {
                                gaveUp = true;
                            }
                            Sim.check(one.isDone() && two.isDone(), "all members have ended");
                            Sim.check(
                                    gaveUp || !(one.isCancelled() || two.isCancelled()),
                                    "only who gives up cancels");
                        });
        Sim.start("interrupter", owner::interrupt);
        Sim.start("one", () -> one.complete("first"));
        Sim.start("two", () -> two.complete("second"));
        owner.join();
    }

    /** After close no body runs, whether it had begun, begins, or never does. */
    @Scenario
    static void gr03_closeAgainstBodiesThatBegin() throws Exception {
        int[] running = new int[1];
        CompletableFuture<String> failing = new CompletableFuture<>();
        try (StageScope scope = StageScope.open(Policy.FAIL_FAST)) {
            scope.attach(failing);
            Sim.start("failer", () -> failing.completeExceptionally(broken()));
            scope.fork(
                    Threads.launcher(),
                    () -> {
                        running[0]++;
                        Sim.pause();
                        running[0]--;
                        return "done";
                    });
            if (Sim.maybe()) {
                scope.join();
            }
        } catch (IllegalStateException thrown) {
            Sim.equal(thrown.getMessage(), "broken", "failure");
        }
        Sim.equal(running[0], 0, "bodies that run");
        Sim.quiet();
        Sim.equal(running[0], 0, "bodies that run later");
    }

    /** One value is returned, the other stage has ended. */
    @Scenario
    static void gr04_raceOfTwo() throws Exception {
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> two = new CompletableFuture<>();
        boolean fails = Sim.maybe();
        Sim.start(
                "one",
                () -> {
                    if (fails) {
                        one.completeExceptionally(broken());
                    } else {
                        one.complete("value");
                    }
                });
        Sim.start("two", () -> two.complete("value"));
        Sim.equal(StageScope.<String>race(one, two), "value", "value");
        Sim.check(one.isDone() && two.isDone(), "both have ended");
        Sim.check(!fails || !two.isCancelled(), "a failure does not cancel");
    }
}
