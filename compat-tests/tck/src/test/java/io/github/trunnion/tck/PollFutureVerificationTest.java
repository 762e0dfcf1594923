package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Each rule passes a correct future, and fails the one that breaks it with the stated message. */
class PollFutureVerificationTest {
    /** Says nothing but how to make the future, which is ready at once. */
    static final class Bare extends PollFutureVerification<String> {
        @Override
        protected Subject<String> create() {
            return Subject.of(cx -> Poll.ready("at once"));
        }
    }

    @Test
    void a_correct_future_passes_every_rule_that_is_tested() {
        KitRun run = KitRun.of(BrokenFutures.Sound.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("skipped"))
                .hasEntrySatisfying(
                        "f07_cancelTakesItsTimersBack",
                        v -> assertThat(v).endsWith("does not apply: it sets no timer"))
                .hasEntrySatisfying(
                        "f09_staysWithItsOwner", v -> assertThat(v).contains("untested"))
                .hasSize(2);
    }

    @Test
    void a_bare_subclass_is_told_what_it_leaves_unchecked() {
        KitRun run = KitRun.of(Bare.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.verdict("f06_nothingStartsBeforeTheFirstPoll"))
                .endsWith("optional: checked if you give the subject startedIf(...)");
        assertThat(run.verdict("f02_theWakerOfTheLatestPollIsWoken"))
                .endsWith("does not apply: the future is done at its first poll");
    }

    static final String TABLE =
            """
            f01_pollReturnsWhileNothingCanProgress | BlocksInPoll | F1: poll of parts has not returned
            f01_pollReturnsWhileNothingCanProgress | ReturnsNull | F1: poll of parts returned null.
            f01_pollDoesNotWaitForAWakeUnderWay | WakesUnderItsLock | F1: poll of parts waits while a
            f02_aWakeComesWheneverProgressIsPossible | BlocksInPoll | F1: poll of parts has not
            f02_aWakeComesWheneverProgressIsPossible | NeverWakes | F2: parts is pending,
            f02_theEventMayComeBeforeTheFirstPoll | MissesAnEarlyEvent | F2: parts is pending,
            f02_theEventMayComeBeforeTheFirstPoll | OnlyFails | F3: the future has failed with
            f02_theWakerOfTheLatestPollIsWoken | KeepsItsFirstWaker | F2: parts did not wake the
            f02_anEventWhileTheWakerIsStoredIsNotLost | LooksBeforeItStores | F2: parts is pending,
            f02_anEventBesidePollsIsNotLost | StoresLate | F2: parts did not wake the waker of
            f05_pollsForNoReasonChangeNothing | TrustsThePoll | F5: parts became ready by a poll
            f05_pollsForNoReasonChangeNothing | RefusesPolls | F5: parts refused a poll
            f10_noContextIsKept | KeepsItsContext | F10: parts: waker() of its context
            f07_cancelBeforeTheFirstPollIsQuiet | CancelNeedsAPoll | F7: cancel of parts threw
            f07_cancelAfterPendingIsQuiet | ThrowsOnCancel | F7: cancel of parts threw
            f07_cancelAfterPendingIsQuiet | WaitsInCancel | F7: cancel of parts has not
            f07_cancelAfterTheWakeIsQuiet | RefusesALateCancel | F7: cancel of parts threw
            f07_cancelTakesItsTimersBack | LeavesItsTimer | F7: parts left 1 timers behind
            f07_cancelDoesNotWaitForAWakeUnderWay | WakesUnderItsLock | F7: cancel of parts waits while
            f07_cancelMayMeetTheEvent | NeedsItsWakerInTheEvent | F7: an event beside cancel of
            f07_onDiscardIsQuiet | RefusesADiscard | F7: onDiscard of parts on another
            f03_aDoneFutureRefusesAPoll | AnswersTwice | F3: parts is done, but a poll
            f07_aCancelledFutureRefusesAPoll | AnswersTwice | F7: parts is cancelled, but a poll
            f04_pollsMayComeOnSeveralThreads | KnowsItsThread | F3: the future has failed with
            f06_nothingStartsBeforeTheFirstPoll | StartsAtOnce | F6: parts has started something
            f07_cancelReleasesWhatIsHeld | KeepsWhatItHolds | F7: parts still holds what
            f08_nullIsAValue | TurnsNullIntoText | F8:
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|')
    void a_broken_future_fails_its_rule(String rule, String broken, String message)
            throws Exception {
        Class<?> verification =
                Stream.of(BrokenFutures.class, BrokenCancels.class)
                        .flatMap(all -> Arrays.stream(all.getDeclaredClasses()))
                        .filter(one -> one.getSimpleName().equals(broken))
                        .findFirst()
                        .orElseThrow();

        String expected = "failed: " + message;
        assertThat(Impatient.verdict(verification, rule, expected)).startsWith(expected);
    }

    @Test
    void every_required_rule_is_in_the_table() {
        List<String> listed =
                Arrays.stream(TABLE.split("\n")).map(line -> line.split("\\|")[0].strip()).toList();

        assertThat(listed).containsAll(KitRun.required(PollFutureVerification.class));
    }
}
