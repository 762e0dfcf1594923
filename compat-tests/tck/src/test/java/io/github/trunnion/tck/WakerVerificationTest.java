package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Each rule passes correct wakers, and fails those that break it with the stated message. */
class WakerVerificationTest {
    /** The fault of the verification that runs now; each run is of one thread. */
    private static final ThreadLocal<BrokenLoops.Fault> FAULT =
            new InheritableThreadLocal<>() {
                @Override
                protected BrokenLoops.Fault initialValue() {
                    return BrokenLoops.Fault.NONE;
                }
            };

    static final class Loops extends WakerVerification {
        private final BrokenLoops.Fault fault = FAULT.get();

        @Override
        protected FutureOwner createOwner() {
            return new BrokenLoops(fault);
        }

        @Override
        protected Duration patience() {
            return fault == BrokenLoops.Fault.NONE ? super.patience() : Impatient.patience();
        }
    }

    @Test
    void correct_wakers_pass_every_rule_that_is_tested() {
        KitRun run = KitRun.of(Loops.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("skipped"))
                .containsOnlyKeys(
                        "w01_wakesOnANativeThread", "w03_aWakeDoesNotReadFirstAndStayAway");
    }

    static final String TABLE =
            """
            w01_wakesOnAPlatformThread | THROWS_WHEN_INTERRUPTED | W1: wake() on Thread
            w01_wakesOnAVirtualThread | REFUSES_VIRTUAL_THREADS | W1: wake() on Virtual
            w01_aWakeDoesNotWaitForThePoll | LOCKS_THE_TASK | W1: wake() has not returned
            w02_wakesBeforeThePollCoalesce | LOCKS_THE_TASK | W1: wake() during a poll has not
            w02_wakesBeforeThePollCoalesce | QUEUES_EVERY_WAKE | W2: 1000 wakes during a poll
            w03_aWakeInsideThePollIsNotDropped | DROPS_SELF_WAKES | W3: the future was not polled
            w03_aWakeBesideThePollIsNotDropped | CLEARS_AFTER_THE_POLL | W3: the future was not
            w03_everyWakeLeadsToAPoll | DEBOUNCES | W3: the future was not polled
            w03_thePollSeesWhatWasWrittenBeforeTheWake | DROPS_FOREIGN_WAKES | W3: no poll has seen
            w03_thePollSeesWhatWasWrittenBeforeTheWake | LOSES_EVERY_THIRD | W3: no poll has seen
            w04_aWakeAfterTheEndDoesNothing | POLLS_THE_DONE | W4: a wake after the end led
            w04_aWakeAfterCancelDoesNothing | POLLS_THE_CANCELLED | W4: a wake after cancel led
            w04_aWakeAfterCloseDoesNothing | REJECTS_WHEN_CLOSED | W1: wake() after close threw
            w04_anOldWakerHoldsNoResult | KEEPS_THE_RESULT | W4: the waker of a done future
            w04_anOldWakerHoldsNoExecutor | KEEPS_THE_LOOP | W4: the waker of a future
            w05_willWakeIsNeverAFalseYes | IS_EQUAL_TO_ALL | W5: task says that it wakes
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|')
    void a_broken_waker_fails_its_rule(String rule, BrokenLoops.Fault fault, String message) {
        FAULT.set(fault);
        try {
            String expected = "failed: " + message;
            assertThat(Impatient.verdict(Loops.class, rule, expected)).startsWith(expected);
        } finally {
            FAULT.remove();
        }
    }

    @Test
    void every_required_rule_is_in_the_table() {
        List<String> listed =
                Arrays.stream(TABLE.split("\n")).map(line -> line.split("\\|")[0].strip()).toList();

        assertThat(listed).containsAll(KitRun.required(WakerVerification.class));
    }
}
