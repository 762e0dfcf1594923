package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHost;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each rule passes a correct hook, and fails the one that breaks it with the stated message. */
class ReactorHookVerificationTest {

    /** Correct, with a monitor. */
    static final class Small extends ReactorHookVerification<SmallHook> {
        @Override
        protected SmallHook createHook(ReactorHost host) {
            return new SmallHook(host);
        }

        @Override
        protected HookEvent arm(SmallHook hook, Context cx) {
            return hook.register(cx.waker());
        }

        @Override
        protected boolean countsEventsExactly() {
            return true;
        }

        @Override
        protected boolean neverReturnsEarly() {
            return true;
        }

        @Override
        protected boolean dropsInterest() {
            return true;
        }
    }

    /** Correct, with a selector. */
    static final class OnSelector extends ReactorHookVerification<SmallSelectorHook> {
        @Override
        protected SmallSelectorHook createHook(ReactorHost host) throws Exception {
            return new SmallSelectorHook(host);
        }

        @Override
        protected HookEvent arm(SmallSelectorHook hook, Context cx) throws Exception {
            return hook.register(cx.waker());
        }

        @Override
        protected BooleanSupplier released(SmallSelectorHook hook) {
            return hook::isClosed;
        }
    }

    /** The kit's own instrument. */
    static final class Manual extends ReactorHookVerification<ManualHook> {
        @Override
        protected ManualHook createHook(ReactorHost host) {
            return new ManualHook(host);
        }

        @Override
        protected HookEvent arm(ManualHook hook, Context cx) {
            hook.hold(cx.waker());
            return HookEvent.of(() -> hook.event(cx.waker()), () -> {});
        }
    }

    /** One rule of one broken hook. */
    static final class Broken extends ReactorHookVerification<SmallHook> {
        static final ThreadLocal<Function<ReactorHost, SmallHook>> HOOK = new ThreadLocal<>();

        private final Function<ReactorHost, SmallHook> hook = HOOK.get();

        @Override
        protected Duration patience() {
            return Duration.ofMillis(400);
        }

        @Override
        protected SmallHook createHook(ReactorHost host) {
            return hook.apply(host);
        }

        @Override
        protected HookEvent arm(SmallHook made, Context cx) {
            return made.register(cx.waker());
        }

        @Override
        protected boolean countsEventsExactly() {
            return true;
        }

        @Override
        protected boolean neverReturnsEarly() {
            return true;
        }

        @Override
        protected boolean dropsInterest() {
            return true;
        }

        @Override
        protected boolean refusesParkWhenFailed() {
            return true;
        }

        @Override
        protected BooleanSupplier released(SmallHook made) {
            return () -> false;
        }
    }

    @ParameterizedTest
    @MethodSource("correct")
    void a_correct_hook_passes_every_rule_that_is_tested(Class<?> verification) {
        KitRun run = KitRun.of(verification);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("passed")).hasSizeGreaterThan(38);
    }

    static Stream<Class<?>> correct() {
        return Stream.of(Small.class, OnSelector.class, Manual.class);
    }

    @Test
    void what_a_subclass_leaves_open_is_skipped_with_the_reason() {
        assertThat(KitRun.of(Manual.class, "h04_noInterestIsLeft").all("skipped").values())
                .singleElement()
                .asString()
                .endsWith("optional: let dropsInterest() return true");
        assertThat(KitRun.of(Manual.class, "h07_timersBoundItsParks").all("skipped").values())
                .singleElement()
                .asString()
                .contains("untested: H7 binds carriers");
    }

    /** Side by side, as most of them wait for their time to be over. */
    @TestFactory
    Stream<DynamicTest> a_broken_hook_is_found() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<DynamicTest> tests =
                broken().map(row -> row.test(threads.submit(() -> verdict(row)))).toList();
        threads.shutdown();
        return tests.stream();
    }

    private static String verdict(Row row) {
        Broken.HOOK.set(row.broken);
        return KitRun.of(Broken.class, row.rule).verdict(row.rule);
    }

    private record Row(String rule, String message, Function<ReactorHost, SmallHook> broken) {
        DynamicTest test(Future<String> verdict) {
            return DynamicTest.dynamicTest(
                    rule + ": " + message,
                    () -> assertThat(verdict.get()).startsWith("failed: " + message));
        }
    }

    @Test
    void each_rule_that_is_tested_has_a_broken_hook() {
        TreeSet<String> rules = new TreeSet<>();
        for (var method : ReactorHookVerification.class.getMethods()) {
            if (method.isAnnotationPresent(RequiredRule.class)
                    || method.isAnnotationPresent(OptionalRule.class)) {
                rules.add(method.getName());
            }
        }

        assertThat(broken().map(Row::rule).collect(Collectors.toSet())).isEqualTo(rules);
    }

    private static Stream<Row> broken() {
        return Stream.concat(brokenInPark(), Stream.concat(brokenInUnpark(), brokenInLife()));
    }

    private static Row row(String rule, String message, Function<ReactorHost, SmallHook> broken) {
        return new Row(rule, message, broken);
    }

    private static Stream<Row> brokenInPark() {
        return Stream.of(
                row(
                        "h01_parkOfZeroReturnsWithoutAnEvent",
                        "H1: park(0) without interest has not returned after PT0.4S",
                        BrokenHooks.ZeroIsForever::new),
                row(
                        "h01_parkOfZeroDispatchesAnEvent",
                        "H1: park after an event returns and returns, but nothing comes.",
                        BrokenHooks.ZeroDoesNothing::new),
                row(
                        "h01_aBoundedParkReturnsWithoutAnEvent",
                        "H1: park(1) without an event has not returned",
                        BrokenHooks.RoundsDownToZero::new),
                row(
                        "h01_negativeNanosAreRefused",
                        "H1: park(-1) returned; it has to throw an IllegalArgumentException.",
                        BrokenHooks.TakesNegativeNanos::new),
                row(
                        "h01_theGreatestBoundsAreTaken",
                        "H1: park(9223372036854775806) after unpark threw java.lang.Arithmetic",
                        BrokenHooks.Overflows::new),
                row(
                        "h01_anEventEndsAParkWithoutABound",
                        "H1: park(Long.MAX_VALUE) with an event to come has not returned",
                        BrokenHooks.EventsDoNotEndAPark::new),
                row(
                        "h01_anEventIsCounted",
                        "H1: a waker was fired, but park returned 0 events (see H6).",
                        BrokenHooks.CountsNothing::new),
                row(
                        "h01_eventsAreCountedExactly",
                        "H1: 10 events have come, but park returned 0.",
                        BrokenHooks.CountsNothing::new),
                row(
                        "h01_aParkDoesNotReturnEarly",
                        "H1: a park of 20 ms has returned early, at first.",
                        BrokenHooks.Spins::new),
                row(
                        "h01_anInterruptEndsAParkAndStaysSet",
                        "H1: SwallowsInterrupts has cleared the interrupt flag of its carrier",
                        BrokenHooks.SwallowsInterrupts::new),
                row(
                        "h01_anInterruptEndsAParkAndStaysSet",
                        "H1: park(Long.MAX_VALUE) of an interrupted thread threw java.lang.Ill",
                        BrokenHooks.ThrowsWhenInterrupted::new),
                row(
                        "h02_wakersFireOnTheCarrierInsideAPark",
                        "H2: a waker was fired on Thread[",
                        BrokenHooks.FiresWhereItHappens::new),
                row(
                        "h02_anEventBetweenTwoParksIsSeen",
                        "H2: park(Long.MAX_VALUE) after an event has not returned",
                        BrokenHooks.ForgetsEarlyEvents::new),
                row(
                        "h02_aThrowingWakerIsIsolated",
                        "H2: park(Long.MAX_VALUE) with wakers that throw threw",
                        BrokenHooks.FiresBare::new),
                row(
                        "h02_whatAWakerThrowsIsReported",
                        "H2: a waker has thrown and nobody was told; fire it by Wakers.fire.",
                        BrokenHooks.SwallowsWhatWakersThrow::new),
                row(
                        "h02_noLockIsHeldWhileAWakerFires",
                        "H2: a waker was fired while its thread held the locks [java.lang.Object@",
                        BrokenHooks.FiresUnderItsLock::new),
                row(
                        "h02_anotherThreadMayUnparkWhileAWakerFires",
                        "H2: unpark of another thread waits for a waker that fires.",
                        BrokenHooks.FiresUnderItsLock::new),
                row(
                        "h02_aWakerMayRegisterAndDropInterest",
                        "H2: a waker has called the reactor back, which threw java.util.Concurr",
                        BrokenHooks.BreaksWhenReentered::new),
                row(
                        "h02_aParkDoesNotBlockWhenTheHostHasWork",
                        "H2: park(Long.MAX_VALUE) although host.mayBlock() says false has not",
                        BrokenHooks.AsksNobody::new),
                row(
                        "h02_aParkThatHasFiredAWakerDoesNotBlock",
                        "H2: park(Long.MAX_VALUE) in which a waker has queued work has not",
                        BrokenHooks.BlocksAfterFiring::new));
    }

    private static Stream<Row> brokenInUnpark() {
        return Stream.of(
                row(
                        "h03_unparkBeforeAParkIsNotLost",
                        "H3: park(Long.MAX_VALUE) after unpark by another thread has not",
                        BrokenHooks.NotSticky::new),
                row(
                        "h03_unparkByTheCarrierIsNotLost",
                        "H3: park(Long.MAX_VALUE) after unpark by the carrier has not",
                        BrokenHooks.IgnoresItsCarrier::new),
                row(
                        "h03_unparkEndsAPark",
                        "H3: park(Long.MAX_VALUE) that another thread unparks has not",
                        BrokenHooks.StickyOnly::new),
                row(
                        "h03_unparkByAVirtualThreadEndsAPark",
                        "H3: park(Long.MAX_VALUE) that another thread unparks has not",
                        BrokenHooks.IgnoresVirtualThreads::new),
                row(
                        "h03_unparkWorksAfterAParkOfZeroTookOne",
                        "H3: park(Long.MAX_VALUE) after unpark, park(0), unpark has not",
                        BrokenHooks.ZeroEatsTheNudge::new),
                row(
                        "h03_severalUnparksCoalesce",
                        "H3: unpark, called many times has not returned",
                        BrokenHooks.BoundedQueueOfNudges::new),
                row(
                        "h03_unparkOutlivesThePermitOfTheThread",
                        "H3: park(Long.MAX_VALUE) after unpark and a contended lock has not",
                        BrokenHooks.RelyOnThePermitOfTheThread::new),
                row(
                        "h03_aWakerMayUnpark",
                        "H3: unpark inside a waker has thrown.",
                        BrokenHooks.RefusesUnparkByWakers::new),
                row(
                        "h03_anInterruptedThreadMayUnpark",
                        "H3: park(Long.MAX_VALUE) after unpark by an interrupted thread has not",
                        BrokenHooks.UnparkByInterruptibleCall::new),
                row(
                        "h03_noHandOffIsLost",
                        "H3: park(Long.MAX_VALUE) with hand-offs under way has not",
                        BrokenHooks.LooksBeforeItWaits::new),
                row(
                        "h03_noHandOffIsLostAmongManyThreads",
                        "H3: park(Long.MAX_VALUE) with hand-offs under way has not",
                        BrokenHooks.LooksBeforeItWaits::new),
                row(
                        "h03_unparkAfterCloseIsHarmless",
                        "H3: unpark after close threw java.lang.IllegalStateException: closed",
                        BrokenHooks.UnparkChecksForClosed::new),
                row(
                        "h03_unparkBesideCloseIsHarmless",
                        "H3: unpark beside close threw java.lang.IllegalStateException: closed",
                        BrokenHooks.UnparkChecksForClosed::new));
    }

    private static Stream<Row> brokenInLife() {
        return Stream.of(
                row(
                        "h04_interestIsReported",
                        "H4: hasInterest() says false although one of two wakers still waits.",
                        BrokenHooks.LosesInterest::new),
                row(
                        "h04_droppingInterestBesideItsEventIsQuiet",
                        "H4: dropping the interest beside its event threw java.lang.Illegal",
                        BrokenHooks.DropsOnlyWhatWaits::new),
                row(
                        "h04_noInterestIsLeft",
                        "H4: a fresh hook is interested.",
                        BrokenHooks.AlwaysInterested::new),
                row(
                        "h05_aFailureWakesEveryWaker",
                        "H5: failed has not woken a waker that waits for an event.",
                        BrokenHooks.FailsSilently::new),
                row(
                        "h05_aFailureIsolatesAThrowingWaker",
                        "H5: failed threw java.lang.IllegalStateException: this waker throws",
                        BrokenHooks.FailsBare::new),
                row(
                        "h05_interestMayBeDroppedInAFailure",
                        "H5: failed threw java.util.ConcurrentModificationException",
                        BrokenHooks.FailsOverALiveList::new),
                row(
                        "h05_closeAfterAFailureIsQuiet",
                        "H5: close threw java.lang.IllegalStateException: failed",
                        BrokenHooks.CloseAfterFailureThrows::new),
                row(
                        "h05_aFailedHookRefusesToPark",
                        "H5: a failed hook has parked.",
                        SmallHook::new),
                row(
                        "h06_aParkWithoutAnEventIsNoSpin",
                        "H6: park has returned 512 times within 10 ms without an event",
                        BrokenHooks.Spins::new),
                row(
                        "h09_closeIsQuiet",
                        "H9: close threw java.lang.IllegalStateException: in use",
                        BrokenHooks.CloseRefusesWhileInUse::new),
                row(
                        "h09_closeReleasesEverything",
                        "H9: close has not released what the hook holds.",
                        SmallHook::new),
                row(
                        "c02_aHookIsTheSameAsItselfOnly",
                        "C2: SameClassIsSame says it is the same as another hook of its class.",
                        BrokenHooks.SameClassIsSame::new),
                row(
                        "c02_futuresOfItsContextComplete",
                        "F2: a future that waits in WakesNobody is pending, and no wake came",
                        BrokenHooks.WakesNobody::new),
                row(
                        "c04_itHasAName",
                        "C4: toString() says nothing, but messages name the hook by it.",
                        BrokenHooks.Nameless::new),
                row(
                        "c05_itKnowsWhereItCanPark",
                        "C5: ParksNowhere says that it cannot park on its carrier.",
                        BrokenHooks.ParksNowhere::new),
                row(
                        "c05_itParksOnAVirtualThreadIfItSaysSo",
                        "C5: park(Long.MAX_VALUE) of a virtual thread after unpark threw",
                        BrokenHooks.CannotParkOnVirtualThreads::new),
                row(
                        "c06_aRevivedHookWorks",
                        "C6: arm threw java.lang.IllegalStateException: ended",
                        BrokenHooks.EndsWithItsLastInterest::new),
                row(
                        "c06_itMayBeReplacedInsideItsPark",
                        "C6: replacing the hook inside its park threw java.lang.IllegalState",
                        BrokenHooks.ReplacedInsideItsPark::new),
                row(
                        "c08_twoHooksDoNotDisturbEachOther",
                        "C8: park(Long.MAX_VALUE) after its unpark, and a park in another hook",
                        BrokenHooks.SharedPermit::new));
    }
}
