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
            return Duration.ofMillis(600);
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
                .endsWith(
                        "optional: checked if interest ends with the last wait; then let"
                                + " dropsInterest() return true");
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
                BrokenHookTable.rows()
                        .map(row -> row.test(threads.submit(() -> verdict(row))))
                        .toList();
        threads.shutdown();
        return tests.stream();
    }

    private static String verdict(BrokenHookTable.Row row) {
        Broken.HOOK.set(row.broken());
        return KitRun.verdict(Broken.class, row.rule(), "failed: " + row.message());
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

        assertThat(
                        BrokenHookTable.rows()
                                .map(BrokenHookTable.Row::rule)
                                .collect(Collectors.toSet()))
                .isEqualTo(rules);
    }
}
