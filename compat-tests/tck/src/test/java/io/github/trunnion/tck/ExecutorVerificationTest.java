package io.github.trunnion.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Each rule passes a correct executor, and fails the one that breaks it. */
class ExecutorVerificationTest {

    private static final String[] KINDS = {"untested: ", "optional: ", "does not apply: "};

    private static final InheritableThreadLocal<BrokenExecutorTable.Fault> FAULT =
            new InheritableThreadLocal<>();

    /** An executor made of the kit's own carrier. */
    static class Correct extends ExecutorVerification {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return new SimpleExecutor(reports).start();
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }

        @Override
        protected boolean rejectsAfterClose() {
            return true;
        }
    }

    /** The one that the row names. */
    static class Broken extends ExecutorVerification {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return FAULT.get().apply(reports).start();
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(800);
        }
    }

    /** On contexts made by hand, as an author may begin. */
    static final class ByHand extends Correct {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            return ExecutorFaults.context(reports, (home, waker) -> Context.of(waker)).start();
        }

        @Override
        protected boolean takesHooks() {
            return false;
        }

        @Override
        protected boolean hasOwnTimers() {
            return false;
        }
    }

    @Test
    void an_executor_without_hooks_and_timers_of_its_own_says_so() {
        KitRun run = KitRun.of(ByHand.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.verdict("e04_aThrowingWakerIsReported"))
                .endsWith("does not apply: the executor has no timers of its own");
        assertThat(run.verdict("h09_aHookIsClosedOnceAfterItsLastPark"))
                .endsWith("does not apply: the executor takes no hooks");
    }

    @Test
    void a_correct_executor_passes_every_required_rule() {
        KitRun run = KitRun.of(Correct.class);

        assertThat(run.all("failed")).isEmpty();
        assertThat(run.all("skipped")).allSatisfy((rule, v) -> assertThat(v).containsAnyOf(KINDS));
        assertThat(run.all("passed")).hasSizeGreaterThan(60);
    }

    @Test
    void each_broken_executor_fails_its_rule_with_the_stated_message() throws Exception {
        Map<String, String> wrong = new ConcurrentSkipListMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        for (BrokenExecutorTable.Row row : BrokenExecutorTable.ROWS) {
            pool.execute(
                    () -> {
                        FAULT.set(row.fault());
                        String expected = "failed: " + row.message();
                        String verdict = KitRun.verdict(Broken.class, row.rule(), expected);
                        if (!verdict.startsWith(expected)) {
                            wrong.put(row.rule() + " " + row.message(), verdict);
                        }
                    });
        }
        pool.shutdown();

        assertThat(pool.awaitTermination(55, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
    }

    @Test
    void each_required_rule_has_a_broken_executor() {
        assertThat(BrokenExecutorTable.ROWS)
                .extracting(BrokenExecutorTable.Row::rule)
                .containsAll(
                        Arrays.stream(ExecutorVerification.class.getMethods())
                                .filter(m -> m.isAnnotationPresent(RequiredRule.class))
                                .map(Method::getName)
                                .toList());
    }
}
