package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.fromCallback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

@Timeout(10)
class CallbackTest {
    private final Owner owner = new Owner();
    private final List<String> discarded = new ArrayList<>();
    private int starts;
    private int stops;
    private Consumer<String> resolve;
    private Consumer<Throwable> reject;

    private final PollFuture<String> future =
            PollFutures.onDiscard(
                    fromCallback(
                            (yes, no) -> {
                                starts++;
                                resolve = yes;
                                reject = no;
                                return () -> stops++;
                            }),
                    discarded::add);

    @Test
    void f06_start_runs_at_the_first_poll_only() throws Exception {
        assertThat(starts).isZero();
        owner.assertPending(future);
        owner.assertPending(future);
        assertThat(starts).isEqualTo(1);
        resolve.accept("v");
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(future, "v");
        assertThat(stops).isZero();
        future.onDiscard("v");
        assertThat(discarded).containsExactly("v");
    }

    @Test
    void reject_fails() throws Exception {
        owner.assertPending(future);
        Throwable failure = new Throwable("neither exception nor error");
        reject.accept(failure);
        assertThat(owner.failure(future)).isSameAs(failure);
        resolve.accept("late");
        assertThat(discarded).containsExactly("late");
        assertThat(stops).isZero();
    }

    @Test
    void the_first_call_wins_and_later_values_are_discarded() throws Exception {
        owner.assertPending(future);
        resolve.accept("first");
        resolve.accept("second");
        reject.accept(new Exception());
        owner.assertReady(future, "first");
        resolve.accept("third");
        assertThat(discarded).containsExactly("second", "third");
    }

    @Test
    void resolve_inside_start_is_ready_at_once() throws Exception {
        owner.assertReady(
                fromCallback(
                        (yes, no) -> {
                            yes.accept(null);
                            return () -> stops++;
                        }),
                null);
        assertThat(stops).isZero();
        assertThat(owner.waker.wakes()).isZero();
    }

    @Test
    void start_throws_and_a_later_value_is_discarded() {
        PollFuture<String> broken =
                PollFutures.onDiscard(
                        fromCallback(
                                (yes, no) -> {
                                    resolve = yes;
                                    throw new IOException("start");
                                }),
                        discarded::add);
        assertThat(owner.failure(broken)).isInstanceOf(IOException.class).hasMessage("start");
        resolve.accept("late");
        assertThat(discarded).containsExactly("late");
    }

    @Test
    void start_throws_after_resolve_and_the_value_stands() throws Exception {
        try (UncaughtReports reports = new UncaughtReports()) {
            owner.assertReady(
                    fromCallback(
                            (yes, no) -> {
                                yes.accept("v");
                                throw new IOException("start");
                            }),
                    "v");
            assertThat(reports.messages()).containsExactly("start");
        }
    }

    @Test
    void f07_cancel_before_the_first_poll_starts_and_stops_nothing() {
        future.cancel();
        assertThat(starts).isZero();
        assertThat(stops).isZero();
    }

    @Test
    void f07_cancel_then_resolve_stops_once_and_discards() throws Exception {
        owner.assertPending(future);
        future.cancel();
        future.cancel();
        resolve.accept("late");
        assertThat(stops).isEqualTo(1);
        assertThat(discarded).containsExactly("late");
        assertThat(owner.waker.wakes()).isZero();
    }

    @Test
    void f07_resolve_then_cancel_discards_and_stops_nothing() throws Exception {
        owner.assertPending(future);
        resolve.accept("v");
        future.cancel();
        assertThat(stops).isZero();
        assertThat(discarded).containsExactly("v");
    }

    @Test
    void f07_a_value_that_the_cancel_action_brings_about_is_discarded() throws Exception {
        PollFuture<String> f =
                PollFutures.onDiscard(
                        fromCallback((yes, no) -> () -> yes.accept("partial")), discarded::add);
        owner.assertPending(f);
        f.cancel();
        assertThat(discarded).containsExactly("partial");
    }

    @Test
    void f07_a_cancel_action_that_throws_is_reported() throws Exception {
        PollFuture<String> f =
                fromCallback(
                        (yes, no) ->
                                () -> {
                                    throw new IOException("stop");
                                });
        owner.assertPending(f);
        try (UncaughtReports reports = new UncaughtReports()) {
            f.cancel();
            assertThat(reports.messages()).containsExactly("stop");
        }
    }

    @Test
    void the_cancel_action_may_be_null() throws Exception {
        PollFuture<String> f = fromCallback((yes, no) -> null);
        owner.assertPending(f);
        f.cancel();
    }

    @Test
    void two_discard_actions_get_the_late_value() throws Exception {
        PollFuture<String> f = PollFutures.onDiscard(future, v -> discarded.add("second " + v));
        owner.assertPending(f);
        f.cancel();
        resolve.accept("v");
        assertThat(discarded).containsExactly("v", "second v");
    }

    @Test
    void f07_cancel_against_resolve_from_another_thread() throws Exception {
        Duel.run(30_000, CancelAgainstResolve::new);
    }

    private static final class CancelAgainstResolve implements Duel.Round {
        private int stops;
        private int discards;
        private Consumer<Integer> resolve;
        private final PollFuture<Integer> future;

        CancelAgainstResolve() {
            future =
                    PollFutures.onDiscard(
                            fromCallback(
                                    (yes, no) -> {
                                        resolve = yes;
                                        return () -> stops++;
                                    }),
                            v -> discards++);
            try {
                future.poll(Context.of(Wakers.noop()));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void left() {
            future.cancel();
        }

        @Override
        public void right() {
            resolve.accept(1);
        }

        @Override
        public void check() {
            assertThat(discards).isEqualTo(1);
            assertThat(stops).isLessThanOrEqualTo(1);
        }
    }
}
