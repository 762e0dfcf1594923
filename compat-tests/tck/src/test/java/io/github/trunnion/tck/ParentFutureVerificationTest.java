package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Each rule passes a correct parent, and fails the one that breaks it with the stated message. */
class ParentFutureVerificationTest {
    @Test
    void a_correct_parent_passes_every_rule_that_is_tested() {
        KitRun run = KitRun.of(BrokenParents.Sound.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.verdict("f03_aDoneChildIsLeftAloneWhileItsSiblingIsLive"))
                .isEqualTo("passed");
        assertThat(run.verdict("f07_cancelReachesTheLiveOnesOnly")).isEqualTo("passed");
        assertThat(run.verdict("f07_aLiveChildDoesNotOutliveItsParent")).isEqualTo("passed");
        assertThat(run.all("passed")).hasSizeGreaterThan(28);
    }

    static final String TABLE =
            """
            f06_theChildIsNotPolledBeforeItsParent | PollsEarly | F6: the child was polled by
            f02_aWakeOfTheChildLeadsToAPollOfTheChild | GivesADeadWaker | F2: the child was woken,
            f02_theChildReachesTheLatestWakerOfItsParent | KeepsItsFirstWaker | F2: a wake of the
            w03_aChildThatWakesItselfInItsPollIsPolledOnceMore | DropsSelfWakes | F2: the child was
            f04_theChildIsPolledOnceAtATimeHoweverItIsWoken | PollsInTheWake | F4: the child is
            f03_aChildThatIsReadyIsLeftAlone | PollsOnceTooOften | F3: the child is polled although
            f03_aChildThatThrowsIsLeftAlone | TriesAgain | F3: the child is polled although
            f03_aChildThatThrowsIsLeftAlone | WrapsFailures | F3: parent should fail with what
            f07_cancelBeforeTheFirstPollReachesTheChild | ForgetsAnUnpolledChild | F7: cancel of the
            f07_cancelReachesALiveChild | ForgetsItsChild | F7: cancel of parent cancelled
            f07_cancelReachesALiveChild | CancelsTwice | F7: the child is cancelled twice
            f07_aChildThatThrowsOnCancelIsContained | LetsCancelThrow | F7: cancel of parent threw
            f07_aDiscardedValueReachesTheChild | ForgetsItsValue | F7: a value of parent was
            f08_theValueOfAChildMayBeNull | RefusesNull | F8: parent does not take null
            f08_theValueOfAChildMayBeNull | TakesNullForPending | F8: parent is pending though
            f10_noContextIsKept | KeepsItsFirstContext | F10: parent: waker() of its context
            f09_theFirstWakerOfAChildStaysGood | RetiresOldWakers | F2: the child was woken, but
            c03_theChildSeesSlotAndTimersOfTheParentsContext | MakesAFreshContext | C3: the child of
            c03_aHookFromFiveLevelsDeepIsTheCarriers | HasASlotOfItsOwn | C3: the hook of the
            c03_aHookFromFiveLevelsDeepIsTheCarriers | MakesAFreshContext | C3: the hook of the
            f03_aDoneChildIsLeftAloneWhileItsSiblingIsLive | PollsDoneSiblings | F3: the child is
            f07_cancelReachesTheLiveOnesOnly | ForgetsItsChild | F7: a live child of parent was
            f07_cancelReachesTheLiveOnesOnly | DropsValues | F7: the value of a child that
            f07_aLiveChildDoesNotOutliveItsParent | ForgetsItsChild | F7: a live child of parent was
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|')
    void a_broken_parent_fails_its_rule(String rule, String broken, String message) {
        Class<?> verification =
                Stream.of(BrokenParents.class, BrokenContexts.class)
                        .flatMap(all -> Arrays.stream(all.getDeclaredClasses()))
                        .filter(one -> one.getSimpleName().equals(broken))
                        .findFirst()
                        .orElseThrow();

        String expected = "failed: " + message;
        assertThat(Impatient.verdict(verification, rule, expected)).startsWith(expected);
    }

    @Test
    void every_required_rule_of_parents_is_in_a_table() {
        List<String> listed =
                Arrays.stream((TABLE + PollFutureVerificationTest.TABLE).split("\n"))
                        .map(line -> line.split("\\|")[0].strip())
                        .toList();

        assertThat(listed).containsAll(KitRun.required(ParentFutureVerification.class));
    }
}
