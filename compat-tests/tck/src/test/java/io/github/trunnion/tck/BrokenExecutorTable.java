package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.tck.BrokenExecutors.Make;
import io.github.trunnion.tck.ExecutorFaults.Park;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Which broken executor each rule has to find. */
final class BrokenExecutorTable {
    private BrokenExecutorTable() {}

    /** Makes an executor that reports there. */
    interface Fault extends Function<Thread.UncaughtExceptionHandler, SimpleExecutor> {}

    /** A rule, an executor that breaks it, and how the message begins. */
    record Row(String rule, Fault fault, String message) {}

    private static final Park HELD =
            (home, nanos, correct) -> {
                ReactorHook held = home.carrier.slot().held();
                if (held != null) {
                    held.park(0);
                }
                correct.run();
            };

    static final List<Row> ROWS = new ArrayList<>();

    private static void task(String rule, Make make, String message) {
        ROWS.add(new Row(rule, reports -> BrokenExecutors.of(reports, make), message));
    }

    private static void slot(
            String rule, Function<SimpleExecutor, BrokenSlot> make, String message) {
        ROWS.add(new Row(rule, reports -> ExecutorFaults.slot(reports, make::apply), message));
    }

    private static void close(String rule, ExecutorFaults.Closes.Close how, String message) {
        slot(rule, home -> new ExecutorFaults.Closes(home.carrier.slot(), how), message);
    }

    private static void park(String rule, Park how, String message) {
        ROWS.add(new Row(rule, reports -> ExecutorFaults.park(reports, how), message));
    }

    private static void endPark(
            String rule, BiFunction<BrokenExecutors.Loop, Boolean, Boolean> how, String message) {
        ROWS.add(new Row(rule, reports -> ExecutorFaults.endPark(reports, how), message));
    }

    private static void row(String rule, Fault fault, String message) {
        ROWS.add(new Row(rule, fault, message));
    }

    static {
        task(
                "f01_aPollThatReturnsNullIsAFailure",
                BrokenExecutors.WrapsFailures::new,
                "F1: a poll");
        task("f03_notPolledAfterReady", BrokenExecutors.PollsAgain::new, "F3: a future was polled");
        task("f03_notPolledAfterAThrow", BrokenExecutors.WrapsFailures::new, "F3: the failure of");
        row("f04_aPollSeesWhatTheLastOneWrote", BrokenWakers::pollingBeside, "F4: ");
        row("e01_aTaskIsPolledByOneThreadAtATime", BrokenWakers::pollingBeside, "F4: ");
        task(
                "f07_cancelReachesTheFutureOnce",
                BrokenExecutors.ForgetsCancel::new,
                "F7: a task was");
        task(
                "f07_cancelRightAfterSpawnReachesTheFuture",
                BrokenExecutors.ForgetsCancel::new,
                "F7: a task was");
        task("f07_cancelIsNotBesideAPoll", BrokenExecutors.CancelsHere::new, "F7: a future was");
        task(
                "f07_aValueThatLosesAgainstACancelIsDiscarded",
                BrokenExecutors.DropsValues::new,
                "F7: a ready value lost");
        task(
                "f07_aFailureThatLosesAgainstACancelIsDropped",
                BrokenExecutors.ReportsLateFailures::new,
                "F7: a failure that lost");
        task(
                "f07_whatCancelThrowsIsReported",
                BrokenExecutors.SwallowsThrows::new,
                "F7: java.lang");
        task(
                "f07_whatCancelThrowsIsReported",
                BrokenExecutors.CancelsHere::new,
                "F7: cancel() of the result threw what cancel of the future threw; report it.");
        task(
                "f07_whatOnDiscardThrowsHarmsNobody",
                BrokenExecutors.TrustsOnDiscard::new,
                "F7: a future that is ready");
        task(
                "f07_aDoneFutureIsNotCancelled",
                BrokenExecutors.CancelsTheDone::new,
                "F7: a future was");
        task("f08_nullIsAValue", BrokenExecutors.RefusesNull::new, "F8: a task failed");
        row(
                "f09_aFutureStaysInItsContext",
                r ->
                        ExecutorFaults.context(
                                r,
                                (home, waker) ->
                                        new BrokenSlot.Parts(
                                                waker,
                                                new BrokenSlot(home.carrier.slot()),
                                                home.carrier.timers(),
                                                true)),
                "F9: one future");
        row(
                "f09_allWakersOfAFutureAreEquivalent",
                BrokenWakers::ofOnePoll,
                "F9: the waker of the first");
        task("w01_wakeReturnsWhileAPollRuns", BrokenExecutors.LocksWakes::new, "W1: wake has not");
        task("w01_virtualThreadsMayWake", BrokenExecutors.NoVirtualWakes::new, "W1: wake threw");
        task("w02_wakesCoalesce", BrokenExecutors.QueuesEachWake::new, "W2: 1000 wakes");
        task(
                "w03_aWakeFromInsideThePollIsNotDropped",
                BrokenExecutors.ClearsLate::new,
                "W3: a future that woke itself");
        task(
                "w03_aWakeBesideThePollIsNotDropped",
                BrokenExecutors.ClearsLate::new,
                "W3: woken by another");
        row("w03_aWakeAtTheEndOfAPollIsNotLost", BrokenWakers::losesEveryTenth, "W3: after");
        row("w04_lateWakesDoNothing", BrokenWakers::complaining, "W4: a late wake");
        task(
                "w04_aKeptWakerHoldsNeitherResultNorExecutor",
                BrokenExecutors.KeepsAll::new,
                "W4: who keeps");
        row("w05_willWakeIsNeverAFalseYes", BrokenWakers::alike, "W5: the waker of one");
        row(
                "c01_aContextHasWakerSlotAndTimers",
                r ->
                        ExecutorFaults.context(
                                r,
                                (home, waker) ->
                                        new BrokenSlot.Parts(
                                                waker, home.carrier.slot(), null, true)),
                "C1: a context lacks");
        slot(
                "c02_acquireLeasesTheHeldHookOfItsKind",
                home -> new ExecutorFaults.AlwaysMakes(home.carrier.slot(), home.carrier.host()),
                "C2: ");
        slot(
                "c02_aFactoryIsToldItsHost",
                home -> new ExecutorFaults.WrongHost(home.carrier.slot()),
                "C2: the factory was told");
        slot(
                "c02_acquireOfAHookLeasesThatVeryOne",
                home -> new ExecutorFaults.ByClass(home.carrier.slot()),
                "C2: an acquired hook");
        slot(
                "c02_aFactoryThatFillsTheSlotLoses",
                home -> new ExecutorFaults.AlwaysMakes(home.carrier.slot(), home.carrier.host()),
                "C2: ");
        slot(
                "c02_aKeptLeaseStaysCurrent",
                home -> new ExecutorFaults.ForgetfulLeases(home.carrier.slot()),
                "C2: a lease that is open");
        row(
                "c03_derivedContextsShareTheSlot",
                r ->
                        ExecutorFaults.context(
                                r,
                                (home, waker) ->
                                        new BrokenSlot.Parts(
                                                waker,
                                                home.carrier.slot(),
                                                home.carrier.timers(),
                                                false)),
                "C3: ");
        slot(
                "c04_aConflictNamesBothAndTheLeases",
                home ->
                        new ExecutorFaults.Conflicts(
                                home.carrier.slot(),
                                c -> new ReactorConflictException("a conflict", null)),
                "C4: the message");
        slot(
                "c04_aConflictLeavesTheHeldHookUnaffected",
                home ->
                        new ExecutorFaults.Conflicts(
                                home.carrier.slot(),
                                c -> {
                                    home.carrier.slot().held().close();
                                    return c;
                                }),
                "C4: a conflict has affected");
        slot(
                "c05_aHookThatCannotParkHereIsRefused",
                home -> new ExecutorFaults.TakesAll(home.carrier.slot()),
                "C5: a hook was registered");
        close(
                "c06_anIdleHookIsRevivedByItsKind",
                lease -> {
                    lease.lease.close();
                    ((TestSlot) lease.slot.inner).close();
                },
                "C6: an idle hook was not");
        park("c06_anIdleHookIsNotParkedIn", HELD, "C6: the carrier was");
        close("c06_anIdleHookIsReplacedByAnotherKind", lease -> {}, "C6: ");
        close("c06_aHookReplacedInsideItsParkIsClosedAfterIt", lease -> {}, "C6: ");
        close("c07_aLeaseIsClosedOnAnyThreadAndCountsOnce", lease -> {}, "C7: ");
        close(
                "c07_aCloseCountsOnlyForItsRegistration",
                lease -> ((TestSlot) lease.slot.inner).close(),
                "C7: closing a lease");
        slot(
                "c08_executorsAreDifferentContexts",
                home -> new ExecutorFaults.OneForAll(home.carrier.slot()),
                "C8: ");
        park(
                "h01_parkIsNeverNegative",
                (home, nanos, correct) -> {
                    ReactorHook held = home.carrier.slot().held();
                    if (held != null && nanos == Long.MAX_VALUE) {
                        held.park(-1);
                    }
                    correct.run();
                },
                "H1: ");
        park(
                "h02_onlyTheCarrierParks",
                (home, nanos, correct) -> {
                    ReactorHook held = home.carrier.slot().held();
                    if (held != null) {
                        Thread helper =
                                Thread.ofPlatform()
                                        .start(
                                                () -> {
                                                    try {
                                                        held.park(0);
                                                    } catch (java.io.IOException e) {
                                                        throw new IllegalStateException(e);
                                                    }
                                                });
                        BrokenExecutors.joinQuietly(helper);
                    }
                    correct.run();
                },
                "H2: park was called on");
        endPark("h02_mayBlockIsFalseOnceSomethingWasQueued", (home, own) -> !own, "H2: mayBlock()");
        endPark("h03_aWakeUnparksTheCarrier", (home, own) -> home.hook == null, "H3: ");
        park("h04_notParkedInWithoutInterest", HELD, "H4: the carrier was");
        Park dies =
                (home, nanos, correct) -> {
                    ReactorHook held = home.carrier.slot().held();
                    if (held != null && held.hasInterest()) {
                        held.park(nanos);
                    } else {
                        correct.run();
                    }
                };
        park("h05_aFailingParkFreesTheSlot", dies, "H5: a hook that threw");
        park("h05_aFailingHasInterestFreesTheSlot", dies, "H5: ");
        Fault silent = r -> new SimpleExecutor((thread, thrown) -> {});
        row("h05_whatAFailedHookThrowsIsReported", silent, "H5: java.lang.AssertionError");
        row("h05_aThrowingUnparkIsReportedAndTheHookStays", silent, "H5: java.lang.Ill");
        row("e04_aThrowingWakerIsReported", silent, "E4: a waker that cx.timers() fired threw,");
        row(
                "e04_aFailingTaskHarmsNoOther",
                r -> BrokenExecutors.of(r, BrokenExecutors.KnowsExceptionsOnly::new),
                "E4: a task whose future threw java.lang.AssertionError: an error is not done");
        row(
                "h06_aSpinningHookIsReportedAndSlowedDown",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            void idleReturn() {}
                        },
                "H6: a hook returned 1,024");
        row(
                "h06_aSpinningHookIsReportedAndSlowedDown",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            void pause() {}
                        },
                "H6: a hook that spins was called");
        row(
                "h07_timersEndTheParkAndAreNotEarly",
                r -> ExecutorFaults.timers(r, ExecutorFaults::still),
                "H7: a timer has not fired");
        row(
                "h07_timersFireInTheOrderOfTheirDeadlines",
                r -> ExecutorFaults.timers(r, ExecutorFaults::unclosable),
                "H7: timers fired in");
        row(
                "h07_timersFireInTheOrderOfTheirDeadlines",
                r -> ExecutorFaults.context(r, (home, waker) -> Context.of(waker)),
                "H7: a timer fired on Thread[");
        park(
                "h08_aHookGetsATurnBesideBusyTasks",
                (home, nanos, correct) -> {
                    if (nanos > 0) {
                        correct.run();
                    }
                },
                "H8: an event");
        row(
                "h09_aHookIsClosedOnceAfterItsLastPark",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            void closeCarrier() {}
                        },
                "H9: a hook was never");
        row(
                "h09_aHookIsClosedOnceAfterItsLastPark",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            void closeCarrier() {
                                carrier.slot().held().close();
                                super.closeCarrier();
                            }
                        },
                "H9: a hook was closed 2");
        row(
                "e02_noWakeNeedsATimeOut",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            long bound() {
                                return 10_000_000;
                            }
                        },
                "E2: without any timer");
        endPark(
                "e03_unparksAreAtMostAsManyAsParks",
                (home, own) -> {
                    if (home.hook != null && !own) {
                        home.hook.unpark();
                    }
                    return true;
                },
                "E3: ");
        endPark(
                "e03_theCarrierDoesNotUnparkItself",
                (home, own) -> {
                    if (home.hook != null && own) {
                        home.hook.unpark();
                    }
                    return true;
                },
                "E3: the carrier has");
        task("e04_aFailingTaskHarmsNoOther", BrokenExecutors.WrapsFailures::new, "E4: a future");
        row(
                "e04_theThreadIsRestoredAfterATask",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            void restore(ClassLoader before) {}
                        },
                "E4: the context class loader");
        Fault hasty =
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            boolean mayEnd(boolean idle, int tasks) {
                                return true;
                            }
                        };
        row("e06_closeLeavesNoTaskInLimbo", hasty, "E6: ");
        row("e06_aSpawnBesideCloseIsRefusedOrEnds", hasty, "E6: a task");
        row(
                "e06_closeIsIdempotentAndReturnsOnACarrier",
                r ->
                        new SimpleExecutor(r) {
                            @Override
                            public void close() {
                                super.close();
                                join();
                            }
                        },
                "E6: close has not returned in the middle");
        park(
                "e09_worksWithoutAHook",
                (home, nanos, correct) -> {
                    if (home.carrier.slot().held() == null) {
                        home.carrier.parkPlainly(nanos);
                    } else {
                        correct.run();
                    }
                },
                "E9: without a hook");
        task("e10_aBusyTaskIsCancelled", BrokenExecutors.ForgetsCancel::new, "E10: a cancel");
        row("e08_theRunQueueIsFifo", BrokenExecutors.Lifo::new, "E8: ");
    }
}
