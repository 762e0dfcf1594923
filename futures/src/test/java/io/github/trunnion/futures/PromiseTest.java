package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class PromiseTest {
    private final Owner owner = new Owner();
    private final List<String> discarded = new ArrayList<>();
    private final Promise<String> promise = new Promise<>(discarded::add);

    @Test
    void complete_before_the_first_poll() throws Exception {
        assertThat(promise.isDone()).isFalse();
        assertThat(promise.complete("v")).isTrue();
        assertThat(promise.isDone()).isTrue();
        owner.assertReady(promise, "v");
        assertThat(owner.waker.wakes()).isZero();
    }

    @Test
    void poll_then_complete_wakes_once() throws Exception {
        owner.assertPending(promise);
        owner.assertPending(promise);
        assertThat(promise).hasToString("promise[awaited]");
        promise.complete("v");
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(promise, "v");
        assertThat(promise.isDone()).isTrue();
        assertThat(discarded).isEmpty();
    }

    @Test
    void f02_the_latest_waker_is_woken() throws Exception {
        CountingWaker later = new CountingWaker();
        owner.assertPending(promise);
        promise.poll(Context.of(later));
        promise.fail(new Exception("x"));
        assertThat(owner.waker.wakes()).isZero();
        assertThat(later.wakes()).isEqualTo(1);
    }

    @Test
    void f03_a_failure_is_thrown_as_it_is_and_polls_are_refused_then() {
        Error failure = new AssertionError("x");
        assertThat(promise.fail(failure)).isTrue();
        assertThat(owner.failure(promise)).isSameAs(failure);
        assertThat(owner.failure(promise))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("promise[delivered] was polled after it was done (F3)");
    }

    @Test
    void f07_cancel_before_poll_then_complete_discards() {
        promise.cancel();
        assertThat(promise.isCancelled()).isTrue();
        assertThat(promise.complete("late")).isFalse();
        assertThat(promise.fail(new Exception())).isFalse();
        assertThat(discarded).containsExactly("late");
        assertThat(owner.failure(promise))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after it was cancelled");
    }

    @Test
    void f07_complete_then_cancel_discards_once() {
        promise.complete("v");
        promise.cancel();
        promise.cancel();
        assertThat(discarded).containsExactly("v");
        assertThat(promise.isCancelled()).isTrue();
    }

    @Test
    void f07_poll_then_cancel_then_complete_wakes_nobody() throws Exception {
        owner.assertPending(promise);
        promise.cancel();
        promise.complete("late");
        assertThat(owner.waker.wakes()).isZero();
        assertThat(discarded).containsExactly("late");
    }

    @Test
    void the_first_outcome_wins_and_later_values_are_discarded() throws Exception {
        assertThat(promise.complete("first")).isTrue();
        assertThat(promise.complete("second")).isFalse();
        assertThat(promise.fail(new Exception())).isFalse();
        owner.assertReady(promise, "first");
        assertThat(promise.complete("third")).isFalse();
        assertThat(discarded).containsExactly("second", "third");
    }

    @Test
    void f07_cancel_of_a_failed_promise_discards_nothing() {
        promise.fail(new Exception());
        promise.cancel();
        assertThat(discarded).isEmpty();
    }

    @Test
    void a_discard_action_that_throws_is_reported() {
        Promise<String> throwing =
                new Promise<>(
                        v -> {
                            throw new java.io.IOException("close");
                        });
        try (UncaughtReports reports = new UncaughtReports()) {
            throwing.cancel();
            assertThat(throwing.complete("late")).isFalse();
            assertThat(reports.messages()).containsExactly("close");
        }
    }

    @Test
    void f08_null_is_a_value() throws Exception {
        Promise<String> empty = new Promise<>();
        assertThat(empty.complete(null)).isTrue();
        owner.assertReady(empty, null);
        assertThatThrownBy(() -> new Promise<String>().fail(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("failure");
    }

    @Test
    void w01_complete_isolates_a_throwing_waker() throws Exception {
        promise.poll(Context.of(new PanickingWaker()));
        try (UncaughtReports reports = new UncaughtReports()) {
            assertThat(promise.complete("v")).isTrue();
            assertThat(reports.messages()).containsExactly(PanickingWaker.MESSAGE);
        }
        owner.assertReady(promise, "v");
    }

    @Test
    void w03_poll_against_complete_loses_no_wake() throws Exception {
        Duel.run(200_000, () -> new PollAgainstComplete(false));
    }

    @Test
    void w03_second_poll_against_complete_loses_no_wake() throws Exception {
        Duel.run(30_000, () -> new PollAgainstComplete(true));
    }

    @Test
    void f07_cancel_against_complete_discards_each_value_once() throws Exception {
        Duel.run(30_000, CancelAgainstComplete::new);
    }

    @Test
    void complete_against_complete_has_one_winner() throws Exception {
        Duel.run(30_000, CompleteAgainstComplete::new);
    }

    private static final class PollAgainstComplete implements Duel.Round {
        private final Promise<Integer> promise = new Promise<>();
        private final CountingWaker waker = new CountingWaker();
        private Poll<Integer> polled;

        PollAgainstComplete(boolean polledBefore) {
            if (polledBefore) {
                left();
            }
        }

        @Override
        public void left() {
            try {
                polled = promise.poll(Context.of(waker));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void right() {
            promise.complete(1);
        }

        @Override
        public void check() {
            assertThat(polled.isReady() || waker.wakes() == 1).as("ready or woken").isTrue();
        }
    }

    private static final class CancelAgainstComplete implements Duel.Round {
        private int discards; // both sides may write, but only one of them does
        private final Promise<Integer> promise = new Promise<>(v -> discards++);

        @Override
        public void left() {
            promise.cancel();
        }

        @Override
        public void right() {
            promise.complete(1);
        }

        @Override
        public void check() {
            assertThat(discards).isEqualTo(1);
        }
    }

    private static final class CompleteAgainstComplete implements Duel.Round {
        private final List<Integer> refused = new ArrayList<>(1);
        private final Promise<Integer> promise = new Promise<>(refused::add);
        private boolean left;
        private boolean right;

        @Override
        public void left() {
            left = promise.complete(1);
        }

        @Override
        public void right() {
            right = promise.complete(2);
        }

        @Override
        public void check() {
            assertThat(left ^ right).isTrue();
            assertThat(refused).containsExactly(left ? 2 : 1);
        }
    }
}
