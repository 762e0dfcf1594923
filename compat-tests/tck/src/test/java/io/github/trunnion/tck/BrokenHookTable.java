package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.ReactorHost;

import org.junit.jupiter.api.DynamicTest;

import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which broken hook each rule has to find. */
final class BrokenHookTable {
    private BrokenHookTable() {}

    /** A rule, how its message begins, and a hook that breaks it. */
    record Row(String rule, String message, Function<ReactorHost, SmallHook> broken) {
        DynamicTest test(Future<String> verdict) {
            return DynamicTest.dynamicTest(
                    rule + ": " + message,
                    () -> assertThat(verdict.get()).startsWith("failed: " + message));
        }
    }

    static Stream<Row> rows() {
        return Stream.concat(brokenInPark(), Stream.concat(brokenInUnpark(), brokenInLife()));
    }

    private static Row row(String rule, String message, Function<ReactorHost, SmallHook> broken) {
        return new Row(rule, message, broken);
    }

    private static Stream<Row> brokenInPark() {
        return Stream.of(
                row(
                        "h01_parkOfZeroReturnsWithoutAnEvent",
                        "H1: park(0) without interest has not returned after PT0.6S",
                        BrokenParkHooks.ZeroIsForever::new),
                row(
                        "h01_parkOfZeroDispatchesAnEvent",
                        "H1: park after an event returns and returns, but nothing comes.",
                        BrokenParkHooks.ZeroDoesNothing::new),
                row(
                        "h01_aBoundedParkReturnsWithoutAnEvent",
                        "H1: park(1) without an event has not returned",
                        BrokenParkHooks.RoundsDownToZero::new),
                row(
                        "h01_negativeNanosAreRefused",
                        "H1: park(-1) returned; it has to throw an IllegalArgumentException.",
                        BrokenParkHooks.TakesNegativeNanos::new),
                row(
                        "h01_theGreatestBoundsAreTaken",
                        "H1: park(9223372036854775806) after unpark threw java.lang.Arithmetic",
                        BrokenParkHooks.Overflows::new),
                row(
                        "h01_anEventEndsAParkWithoutABound",
                        "H1: park(Long.MAX_VALUE) with an event to come has not returned",
                        BrokenParkHooks.EventsDoNotEndAPark::new),
                row(
                        "h01_anEventIsCounted",
                        "H1: a waker was fired, but park returned 0 events (see H6).",
                        BrokenParkHooks.CountsNothing::new),
                row(
                        "h01_eventsAreCountedExactly",
                        "H1: 10 events have come, but park returned 0.",
                        BrokenParkHooks.CountsNothing::new),
                row(
                        "h01_eventsAreCountedExactly",
                        "H1: an unpark has come, but park returned 1; an unpark is no event.",
                        BrokenParkHooks.CountsUnparks::new),
                row(
                        "h01_eventsAreCountedExactly",
                        "H1: an event and an unpark have come, but park returned 2; an unpark",
                        BrokenParkHooks.CountsUnparksBesideEvents::new),
                row(
                        "h01_aParkDoesNotReturnEarly",
                        "H1: a park of 20 ms has returned early, at first.",
                        BrokenLifeHooks.Spins::new),
                row(
                        "h01_anInterruptEndsAParkAndStaysSet",
                        "H1: SwallowsInterrupts has cleared the interrupt flag of its carrier",
                        BrokenParkHooks.SwallowsInterrupts::new),
                row(
                        "h01_anInterruptEndsAParkAndStaysSet",
                        "H1: park(Long.MAX_VALUE) of an interrupted thread threw java.lang.Ill",
                        BrokenParkHooks.ThrowsWhenInterrupted::new),
                row(
                        "h02_wakersFireOnTheCarrierInsideAPark",
                        "H2: a waker was fired on Thread[",
                        BrokenParkHooks.FiresWhereItHappens::new),
                row(
                        "h01_anEventEndsAParkWithoutABound",
                        "H1: a waker was fired on Thread[",
                        BrokenParkHooks.FiresInAPool::new),
                row(
                        "h02_anEventBetweenTwoParksIsSeen",
                        "H2: park(Long.MAX_VALUE) after an event has not returned",
                        BrokenParkHooks.ForgetsEarlyEvents::new),
                row(
                        "h02_aThrowingWakerIsIsolated",
                        "H2: park(Long.MAX_VALUE) with wakers that throw threw",
                        BrokenParkHooks.FiresBare::new),
                row(
                        "h02_whatAWakerThrowsIsReported",
                        "H2: a waker has thrown and nobody was told; fire it by Wakers.fire.",
                        BrokenParkHooks.SwallowsWhatWakersThrow::new),
                row(
                        "h02_noLockIsHeldWhileAWakerFires",
                        "H2: a waker was fired while its thread held the locks [java.lang.Object@",
                        BrokenParkHooks.FiresUnderItsLock::new),
                row(
                        "h02_anotherThreadMayUnparkWhileAWakerFires",
                        "H2: unpark of another thread waits for a waker that fires.",
                        BrokenParkHooks.FiresUnderItsLock::new),
                row(
                        "h02_aWakerMayRegisterAndDropInterest",
                        "H2: a waker has called the reactor back, which threw java.util.Concurr",
                        BrokenParkHooks.BreaksWhenReentered::new),
                row(
                        "h02_aParkDoesNotBlockWhenTheHostHasWork",
                        "H2: park(Long.MAX_VALUE) although host.mayBlock() says false has not",
                        BrokenParkHooks.AsksNobody::new),
                row(
                        "h02_aParkThatHasFiredAWakerDoesNotBlock",
                        "H2: park(Long.MAX_VALUE) in which a waker has queued work has not",
                        BrokenParkHooks.BlocksAfterFiring::new));
    }

    private static Stream<Row> brokenInUnpark() {
        return Stream.of(
                row(
                        "h03_unparkBeforeAParkIsNotLost",
                        "H3: park(Long.MAX_VALUE) after unpark by another thread has not",
                        BrokenUnparkHooks.NotSticky::new),
                row(
                        "h03_unparkByTheCarrierIsNotLost",
                        "H3: park(Long.MAX_VALUE) after unpark by the carrier has not",
                        BrokenUnparkHooks.IgnoresItsCarrier::new),
                row(
                        "h03_unparkByTheCarrierIsNotLost",
                        "H3: unpark has interrupted its carrier; an interrupt is the carrier's",
                        BrokenUnparkHooks.Interrupts::new),
                row(
                        "h03_unparkBeforeAParkIsNotLost",
                        "H3: unpark has interrupted its carrier; an interrupt is the carrier's",
                        BrokenUnparkHooks.Interrupts::new),
                row(
                        "h03_unparkEndsAPark",
                        "H3: park(Long.MAX_VALUE) that another thread unparks has not",
                        BrokenUnparkHooks.StickyOnly::new),
                row(
                        "h03_unparkByAVirtualThreadEndsAPark",
                        "H3: park(Long.MAX_VALUE) that another thread unparks has not",
                        BrokenUnparkHooks.IgnoresVirtualThreads::new),
                row(
                        "h03_unparkWorksAfterAParkOfZeroTookOne",
                        "H3: park(Long.MAX_VALUE) after unpark, park(0), unpark has not",
                        BrokenUnparkHooks.ZeroEatsTheNudge::new),
                row(
                        "h03_severalUnparksCoalesce",
                        "H3: unpark, called many times has not returned",
                        BrokenUnparkHooks.BoundedQueueOfNudges::new),
                row(
                        "h03_unparkOutlivesThePermitOfTheThread",
                        "H3: park(Long.MAX_VALUE) after unpark and a contended lock has not",
                        BrokenUnparkHooks.RelyOnThePermitOfTheThread::new),
                row(
                        "h03_aWakerMayUnpark",
                        "H3: unpark inside a waker has thrown.",
                        BrokenUnparkHooks.RefusesUnparkByWakers::new),
                row(
                        "h03_anInterruptedThreadMayUnpark",
                        "H3: park(Long.MAX_VALUE) after unpark by an interrupted thread has not",
                        BrokenUnparkHooks.UnparkByInterruptibleCall::new),
                row(
                        "h03_noHandOffIsLost",
                        "H3: park(Long.MAX_VALUE) with hand-offs under way has not",
                        BrokenUnparkHooks.BeginsAnew::new),
                row(
                        "h03_noHandOffIsLostAmongManyThreads",
                        "H3: park(Long.MAX_VALUE) with hand-offs under way has not",
                        BrokenUnparkHooks.BeginsAnew::new),
                row(
                        "h03_unparkAfterCloseIsHarmless",
                        "H3: unpark after close threw java.lang.IllegalStateException: closed",
                        BrokenUnparkHooks.UnparkChecksForClosed::new),
                row(
                        "h03_unparkBesideCloseIsHarmless",
                        "H3: unpark beside close threw java.lang.IllegalStateException: closed",
                        BrokenUnparkHooks.UnparkChecksForClosed::new));
    }

    private static Stream<Row> brokenInLife() {
        return Stream.of(
                row(
                        "h04_interestIsReported",
                        "H4: hasInterest() says false although one of two wakers still waits.",
                        BrokenLifeHooks.LosesInterest::new),
                row(
                        "h04_droppingInterestBesideItsEventIsQuiet",
                        "H4: dropping the interest",
                        BrokenLifeHooks.DropsOnlyWhatWaits::new),
                row(
                        "h04_noInterestIsLeft",
                        "H4: a fresh hook is interested.",
                        BrokenLifeHooks.AlwaysInterested::new),
                row(
                        "h05_aFailureWakesEveryWaker",
                        "H5: failed has not woken a waker that waits for an event.",
                        BrokenLifeHooks.FailsSilently::new),
                row(
                        "h05_aFailureIsolatesAThrowingWaker",
                        "H5: failed threw java.lang.IllegalStateException: this waker throws",
                        BrokenLifeHooks.FailsBare::new),
                row(
                        "h05_interestMayBeDroppedInAFailure",
                        "H5: failed threw java.util.ConcurrentModificationException",
                        BrokenLifeHooks.FailsOverALiveList::new),
                row(
                        "h05_closeAfterAFailureIsQuiet",
                        "H5: close threw java.lang.IllegalStateException: failed",
                        BrokenLifeHooks.CloseAfterFailureThrows::new),
                row(
                        "h05_aFailedHookRefusesToPark",
                        "H5: a failed hook has parked.",
                        SmallHook::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park(10000000) has returned 512 times within 10 ms without an event",
                        BrokenLifeHooks.Spins::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park(999999) has returned 512 times within 10 ms without an event",
                        BrokenParkHooks.RoundsDownToASpin::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park(1500000) has returned 512 times within 10 ms without an event",
                        BrokenParkHooks.RoundsTheRestDown::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park(9223372036854775806) has returned 512 times within 10 ms",
                        BrokenParkHooks.AddsToTheClock::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park(Long.MAX_VALUE) has returned 512 times within 10 ms without",
                        BrokenParkHooks.TakesNoBoundForNone::new),
                row(
                        "h09_closeIsQuiet",
                        "H9: close threw java.lang.IllegalStateException: in use",
                        BrokenLifeHooks.CloseRefusesWhileInUse::new),
                row(
                        "h09_closeReleasesEverything",
                        "H9: close has not released what the hook holds.",
                        SmallHook::new),
                row(
                        "c02_aHookIsTheSameAsItselfOnly",
                        "C2: SameClassIsSame says it is the same as another hook of its class.",
                        BrokenLifeHooks.SameClassIsSame::new),
                row(
                        "c02_futuresOfItsContextComplete",
                        "F2: a future that waits in WakesNobody is pending, and no wake came",
                        BrokenLifeHooks.WakesNobody::new),
                row(
                        "c04_itHasAName",
                        "C4: toString() says nothing, but messages name the hook by it.",
                        BrokenLifeHooks.Nameless::new),
                row(
                        "c05_itKnowsWhereItCanPark",
                        "C5: ParksNowhere says that it cannot park on its carrier.",
                        BrokenLifeHooks.ParksNowhere::new),
                row(
                        "c05_itParksOnAVirtualThreadIfItSaysSo",
                        "C5: park(Long.MAX_VALUE) of a virtual thread after unpark threw",
                        BrokenLifeHooks.CannotParkOnVirtualThreads::new),
                row(
                        "c06_aRevivedHookWorks",
                        "C6: arm threw java.lang.IllegalStateException: ended",
                        BrokenLifeHooks.EndsWithItsLastInterest::new),
                row(
                        "c06_itMayBeReplacedInsideItsPark",
                        "C6: replacing the hook inside its park threw java.lang.IllegalState",
                        BrokenLifeHooks.ReplacedInsideItsPark::new),
                row(
                        "c08_twoHooksDoNotDisturbEachOther",
                        "C8: park(Long.MAX_VALUE) after its unpark, and a park in another hook",
                        BrokenLifeHooks.SharedPermit::new));
    }
}
