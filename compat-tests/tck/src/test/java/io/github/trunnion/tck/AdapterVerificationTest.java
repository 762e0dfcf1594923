package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.tck.BrokenAdapters.Broken;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Each rule passes a correct adapter, and fails the one that breaks it. */
class AdapterVerificationTest {

    private record Row(String rule, Class<?> broken, String message) {}

    private static Row row(String rule, Class<? extends Broken> broken, String message) {
        return new Row(rule, broken, message);
    }

    private static final List<Row> TABLE =
            List.of(
                    new Row("oneDirectionIsOffered", BrokenAdapters.OffersNothing.class, "A: "),
                    row(
                            "st01_cancelReachesTheSource",
                            BrokenAdapters.LeavesTheSource.class,
                            "st01: cancel did not reach"),
                    row(
                            "st01_cancelIsQuiet",
                            BrokenAdapters.ComplainsInCancel.class,
                            "st01: cancel of what is done"),
                    row(
                            "st01_cancelBesideCompletion",
                            BrokenAdapters.ComplainsInCancel.class,
                            "st01: cancel beside"),
                    row(
                            "st03_theLatestWakerIsWoken",
                            BrokenAdapters.KeepsTheFirstWaker.class,
                            "st03: the source is done"),
                    row(
                            "st03_theWakerIsWokenOutsideLocks",
                            BrokenAdapters.WakesUnderALock.class,
                            "st03: a poll waits"),
                    row("st04_theValueArrives", BrokenAdapters.DropsNull.class, "st04: null"),
                    row(
                            "st04_theFailureArrivesUnwrapped",
                            BrokenAdapters.KeepsWrappers.class,
                            "st04: java.io.IOException"),
                    row(
                            "st04_aCancelledSourceArrivesAsCancelled",
                            BrokenAdapters.CancelIsAFailure.class,
                            "st04: a cancelled source"),
                    row(
                            "st04_manyCompleteSourcesInARow",
                            BrokenAdapters.NeverReadyAtOnce.class,
                            "st04: a source that is complete"),
                    row("st05_theOutcomeArrives", BrokenAdapters.DropsNull.class, "st05: null"),
                    row(
                            "st05_cancelReachesTheFuture",
                            BrokenAdapters.CancelsTheResultOnly.class,
                            "st05: cancel did not reach"),
                    row(
                            "st05_cancelBesideCompletionHasOneOutcome",
                            BrokenAdapters.CancelsTheResultOnly.class,
                            "st05: "),
                    row(
                            "aw01_aCompleteSourceIsAnsweredAtOnce",
                            BrokenAdapters.LooksAtTheFlagFirst.class,
                            "aw01: an await of a complete source, by a thread whose interrupt flag"
                                    + " is set,"),
                    row("aw02_nullIsAValue", BrokenAdapters.DropsNull.class, "aw02: null arrived"),
                    row(
                            "aw04_aStrayPermitDoesNotEndTheWait",
                            BrokenAdapters.TrustsThePark.class,
                            "aw04: an unpark"),
                    row(
                            "aw05_anInterruptCancelsTheSource",
                            BrokenAdapters.LeavesTheSourceAlone.class,
                            "aw05: the source was not"),
                    row(
                            "aw08_anInterruptBesideACompletionHasOneOutcome",
                            BrokenAdapters.SetsTheFlag.class,
                            "aw08: InterruptedException"),
                    row(
                            "aw08_aLateCompletionDisturbsNobody",
                            BrokenAdapters.TrustsThePark.class,
                            "aw08: the next await"),
                    row(
                            "aw09_failuresAreUnwrapped",
                            BrokenAdapters.KeepsWrappers.class,
                            "aw09: java.lang.IllegalStateException"),
                    row(
                            "aw11_aCancelOfSomebodyElseEndsTheWait",
                            BrokenAdapters.ThrowsTheOriginal.class,
                            "aw11: the CancellationException"),
                    row("aw12_virtualThreadsPark", BrokenAdapters.WaitsNowhere.class, "aw12: "),
                    row("aw13_platformThreadsPark", BrokenAdapters.WaitsNowhere.class, "aw13: "),
                    row(
                            "bl01_theOutcomeOfTheBodyArrives",
                            BrokenAdapters.KeepsWrappers.class,
                            "bl01: java.io.IOException"),
                    row(
                            "bl02_cancelInterruptsTheBodyOnce",
                            BrokenAdapters.NeverInterrupts.class,
                            "bl02: a cancel has not interrupted"),
                    row(
                            "bl05_aBodyThatCancelsItselfIsNotInterrupted",
                            BrokenAdapters.InterruptsItself.class,
                            "bl05: a body that cancelled"));

    @Test
    void a_correct_adapter_passes_every_required_rule() {
        KitRun run = KitRun.of(SimpleAdapter.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("skipped"))
                .allSatisfy(
                        (rule, v) ->
                                assertThat(v)
                                        .containsAnyOf(
                                                "untested: ", "optional: ", "does not apply: "));
        assertThat(run.all("passed")).hasSizeGreaterThanOrEqualTo(TABLE.size());
    }

    @Test
    void each_broken_adapter_fails_its_rule_with_the_stated_message() throws Exception {
        Map<String, String> wrong = new ConcurrentSkipListMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (Row row : TABLE) {
            pool.execute(
                    () -> {
                        String expected = "failed: " + row.message;
                        String verdict = KitRun.verdict(row.broken, row.rule, expected);
                        if (!verdict.startsWith(expected)) {
                            wrong.put(row.rule, verdict);
                        }
                    });
        }
        pool.shutdown();

        assertThat(pool.awaitTermination(55, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_required_rule_fails_if_the_foreign_type_is_no_future_and_nobody_says_how_to_look() {
        for (String rule :
                List.of(
                        "st05_theOutcomeArrives",
                        "st05_cancelReachesTheFuture",
                        "bl01_theOutcomeOfTheBodyArrives",
                        "bl02_cancelInterruptsTheBodyOnce",
                        "bl05_aBodyThatCancelsItselfIsNotInterrupted")) {
            assertThat(KitRun.verdict(BoxAdapter.class, rule))
                    .startsWith(
                            "failed: "
                                    + rule.substring(0, 4)
                                    + ": override isDone, outcome and cancel: "
                                    + BoxAdapter.Box.class.getName()
                                    + " is no Future, so "
                                    + rule.substring(0, 4)
                                    + " cannot be checked.");
        }
    }

    @Test
    void a_foreign_type_that_is_no_future_passes_once_it_can_be_looked_at() {
        KitRun run = KitRun.of(BoxAdapter.Open.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("passed"))
                .containsKeys(
                        "st05_theOutcomeArrives",
                        "bl01_theOutcomeOfTheBodyArrives",
                        "bl02_cancelInterruptsTheBodyOnce");
        assertThat(run.verdict("bl03_softCancelLetsTheBodyRun"))
                .isEqualTo("skipped: does not apply: the subclass does not support it");
    }

    @Test
    void each_required_rule_has_a_broken_adapter() {
        assertThat(TABLE)
                .extracting(Row::rule)
                .containsAll(
                        Arrays.stream(AdapterVerification.class.getMethods())
                                .filter(m -> m.isAnnotationPresent(RequiredRule.class))
                                .map(Method::getName)
                                .toList());
    }
}
