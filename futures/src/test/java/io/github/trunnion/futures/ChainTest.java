package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.failed;
import static io.github.trunnion.futures.PollFutures.lazy;
import static io.github.trunnion.futures.PollFutures.loop;
import static io.github.trunnion.futures.PollFutures.map;
import static io.github.trunnion.futures.PollFutures.ready;
import static io.github.trunnion.futures.PollFutures.recover;
import static io.github.trunnion.futures.PollFutures.then;
import static io.github.trunnion.futures.PollFutures.whenDone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class ChainTest {
    private final Owner owner = new Owner();
    private final Probe<Integer> source = new Probe<>("source");
    private final Probe<Integer> inner = new Probe<>("inner");
    private final List<Object> log = new ArrayList<>();

    @Test
    void map_waits_for_its_source() throws Exception {
        PollFuture<String> f = map(source, x -> "v" + x);
        owner.assertPending(f);
        source.end(1);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(f, "v1");
        assertThat(source.polls).isEqualTo(2);
    }

    @Test
    void then_continues_with_the_inner_future_in_the_same_poll() throws Exception {
        PollFuture<Integer> f = then(source, x -> inner);
        owner.assertPending(f);
        source.end(1);
        owner.assertPending(f);
        assertThat(inner.polls).isEqualTo(1);
        inner.end(2);
        owner.assertReady(f, 2);
    }

    @Test
    void f08_null_passes_through_every_link() throws Exception {
        PollFuture<Object> f = map(ready(null), x -> x);
        f = then(f, x -> ready(x));
        f = recover(f, t -> ready(1));
        f = whenDone(f, (v, t) -> log.add(v + " " + t));
        PollFuture<Object> last = f;
        owner.assertReady(lazy(() -> last), null);
        assertThat(log).containsExactly("null null");
        owner.assertReady(loop(() -> ready(Poll.ready(null))), null);
    }

    @Test
    void a_throwing_function_is_a_failure_checked_unchecked_or_error() {
        for (Throwable thrown :
                List.of(
                        new IOException("c"),
                        new RuntimeException("u"),
                        new StackOverflowError())) {
            Throwing.Function<Object, PollFuture<Object>> raise =
                    x -> {
                        throw Failures.raise(thrown);
                    };
            assertThat(owner.failure(map(ready(1), raise))).isSameAs(thrown);
            assertThat(owner.failure(then(ready(1), raise))).isSameAs(thrown);
            assertThat(owner.failure(recover(failed(new Exception()), raise::apply)))
                    .isSameAs(thrown);
            assertThat(owner.failure(lazy(() -> raise.apply(1)))).isSameAs(thrown);
            assertThat(owner.failure(loop(() -> map(raise.apply(1), x -> Poll.pending()))))
                    .isSameAs(thrown);
        }
    }

    @Test
    void a_failure_passes_map_and_then_and_reaches_recover() throws Exception {
        Error failure = new AssertionError("x");
        PollFuture<Integer> f =
                then(map(PollFutures.<Integer>failed(failure), x -> x + 1), x -> inner);
        owner.assertReady(
                recover(
                        f,
                        t -> {
                            log.add(t);
                            return ready(7);
                        }),
                7);
        assertThat(log).containsExactly(failure);
        assertThat(inner.polls).isZero();
    }

    @Test
    void recover_of_a_value_does_not_call_its_function() throws Exception {
        owner.assertReady(recover(ready(1), t -> failed(new AssertionError())), 1);
    }

    @Test
    void a_null_future_is_a_clear_failure() {
        assertThat(owner.failure(then(ready(1), x -> null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("The function of then returned null instead of a future");
        assertThat(owner.failure(recover(failed(new Exception()), t -> null)))
                .hasMessage("The function of recover returned null instead of a future");
        assertThat(owner.failure(lazy(() -> null)))
                .hasMessage("The supplier of lazy returned null instead of a future");
        assertThat(owner.failure(loop(() -> null)))
                .hasMessage("The body of loop returned null instead of a future");
        assertThat(owner.failure(loop(() -> ready(null)))).isInstanceOf(NullPointerException.class);
        assertThat(owner.failure(map(cx -> null, x -> x)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("instead of a Poll");
    }

    @Test
    void when_done_sees_value_or_failure_and_passes_it_on() throws Exception {
        owner.assertReady(whenDone(ready(1), (v, t) -> log.add(v)), 1);
        Exception failure = new Exception();
        assertThat(owner.failure(whenDone(failed(failure), (v, t) -> log.add(t))))
                .isSameAs(failure);
        assertThat(log).containsExactly(1, failure);
    }

    @Test
    void when_done_that_throws_after_a_value_fails_and_discards_it() throws Exception {
        PollFuture<Integer> f =
                whenDone(
                        source,
                        (v, t) -> {
                            throw new IOException("action");
                        });
        source.end(1);
        assertThat(owner.failure(f)).hasMessage("action");
        assertThat(source.discarded).containsExactly(1);
    }

    @Test
    void when_done_that_throws_after_a_failure_is_suppressed() {
        Exception failure = new Exception("first");
        Throwable thrown =
                owner.failure(
                        whenDone(
                                failed(failure),
                                (v, t) -> {
                                    throw new IOException("action");
                                }));
        assertThat(thrown).isSameAs(failure);
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(
                        owner.failure(
                                whenDone(
                                        failed(failure),
                                        (v, t) -> {
                                            throw failure;
                                        })))
                .isSameAs(failure);
    }

    @Test
    void f06_nothing_runs_before_the_first_poll() {
        map(source, log::add);
        lazy(
                () -> {
                    log.add("lazy");
                    return source;
                });
        loop(
                () -> {
                    log.add("loop");
                    return ready(Poll.ready(1));
                });
        assertThat(log).isEmpty();
        assertThat(source.polls).isZero();
    }

    @Test
    void f07_cancel_before_the_first_poll_reaches_the_innermost_source() {
        PollFuture<Integer> f =
                whenDone(
                        recover(then(map(source, x -> x), x -> inner), t -> inner),
                        (v, t) -> {
                            log.add("no");
                        });
        f.cancel();
        f.cancel();
        assertThat(source.cancels).isEqualTo(1);
        assertThat(inner.cancels).isZero();
        assertThat(log).isEmpty();
    }

    @Test
    void f07_cancel_reaches_the_current_source_only() throws Exception {
        PollFuture<Integer> f =
                whenDone(then(source, x -> map(inner, y -> y)), (v, t) -> log.add(v));
        source.end(1);
        owner.assertPending(f);
        f.cancel();
        assertThat(inner.cancels).isEqualTo(1);
        assertThat(source.cancels).isZero();
        assertThat(log).isEmpty();
        assertThat(owner.failure(f))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after it was cancelled (F7)");
    }

    @Test
    void f07_cancel_that_throws_is_reported() {
        PollFuture<Integer> bad =
                new PollFuture<>() {
                    @Override
                    public Poll<Integer> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        throw new IllegalStateException("cancel");
                    }
                };
        try (UncaughtReports reports = new UncaughtReports()) {
            map(bad, x -> x).cancel();
            assertThat(reports.messages()).containsExactly("cancel");
        }
    }

    @Test
    void f07_discard_passes_the_same_object_through() throws Exception {
        PollFuture<Integer> f = whenDone(recover(source, t -> inner), (v, t) -> {});
        source.end(1);
        owner.assertReady(f, 1);
        f.onDiscard(1);
        assertThat(source.discarded).containsExactly(1);
    }

    @Test
    void f07_discard_reaches_the_future_that_then_returned() throws Exception {
        PollFuture<Integer> f = then(source, x -> inner);
        source.end(1);
        inner.end(2);
        owner.assertReady(f, 2);
        f.onDiscard(2);
        assertThat(inner.discarded).containsExactly(2);
        assertThat(source.discarded).isEmpty();
    }

    @Test
    void f07_discard_reaches_the_future_that_recover_returned() throws Exception {
        PollFuture<Integer> f = recover(source, t -> inner);
        source.end(new Exception(), null);
        inner.end(2);
        owner.assertReady(f, 2);
        f.onDiscard(2);
        assertThat(inner.discarded).containsExactly(2);
    }

    @Test
    void f07_discard_does_not_pass_map() throws Exception {
        PollFuture<Integer> f = map(source, x -> x);
        source.end(1);
        owner.assertReady(f, 1);
        f.onDiscard(1);
        assertThat(source.discarded).isEmpty();
    }

    @Test
    void f03_a_link_that_belongs_to_another_future_refuses_polls() throws Exception {
        PollFuture<Integer> part = map(source, x -> x);
        PollFuture<Integer> whole = map(part, x -> x);
        owner.assertPending(whole);
        assertThat(owner.failure(part))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to another future");
    }

    @Test
    void a_started_link_given_to_another_goes_on_there() throws Exception {
        PollFuture<Integer> part = map(source, x -> x + 1);
        owner.assertPending(part);
        PollFuture<Integer> whole = map(part, x -> x * 10);
        owner.assertPending(whole);
        source.end(1);
        owner.assertReady(whole, 20);
    }

    @Test
    void a_chain_that_returns_itself_fails_instead_of_recurring() {
        List<PollFuture<Integer>> self = new ArrayList<>();
        self.add(then(ready(1), x -> self.getFirst()));
        assertThat(owner.failure(self.getFirst()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside its own poll");
    }

    @Test
    void f05_spurious_polls_change_nothing() throws Exception {
        PollFuture<Integer> f = then(source, x -> inner);
        for (int i = 0; i < 5; i++) {
            owner.assertPending(f);
        }
        source.end(1);
        for (int i = 0; i < 5; i++) {
            owner.assertPending(f);
        }
        inner.end(3);
        owner.assertReady(f, 3);
    }

    @Test
    void loop_ends_with_the_ready_value() throws Exception {
        int[] n = {0};
        PollFuture<Integer> f =
                loop(
                        () ->
                                map(
                                        new PendingOnce<>(n[0]++),
                                        i -> i < 9 ? Poll.pending() : Poll.ready(i)));
        assertThat(owner.run(f)).isEqualTo(9);
        assertThat(owner.polls).isEqualTo(11);
    }

    @Test
    void loop_of_ready_futures_lets_others_run() throws Exception {
        int[] n = {0};
        PollFuture<Integer> f =
                loop(() -> ready(++n[0] < 1000 ? Poll.<Integer>pending() : Poll.ready(n[0])));
        owner.assertPending(f);
        assertThat(n[0]).isBetween(60, 64);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        assertThat(owner.run(f)).isEqualTo(1000);
        assertThat(owner.polls).isBetween(16, 17);
    }

    @Test
    void f07_cancel_of_a_loop_reaches_the_current_repetition() throws Exception {
        PollFuture<Integer> f = loop(() -> map(source, Poll::ready));
        owner.assertPending(f);
        f.cancel();
        assertThat(source.cancels).isEqualTo(1);
        loop(() -> ready(Poll.ready(1))).cancel();
    }

    @Test
    void f07_cancel_after_a_self_wake_cancels_what_was_entered() throws Exception {
        PollFuture<Integer> f = endless(0);
        owner.assertPending(f);
        f.cancel();
        assertThat(owner.failure(f)).isInstanceOf(IllegalStateException.class);
    }

    private static PollFuture<Integer> endless(int n) {
        return then(ready(n), x -> endless(x + 1));
    }

    @Test
    void to_string_names_what_is_waited_for_and_is_bounded() throws Exception {
        PollFuture<Integer> f = map(then(source, x -> map(inner, y -> y)), x -> x);
        assertThat(f).hasToString("map(then(source))");
        source.end(1);
        owner.assertPending(f);
        assertThat(f).hasToString("map(map(inner))");
        inner.end(1);
        owner.assertReady(f, 1);
        assertThat(f).hasToString("map");
        PollFuture<Integer> deep = new Probe<>();
        for (int i = 0; i < 100_000; i++) {
            deep = map(deep, x -> x);
        }
        assertThat(deep.toString()).startsWith("map(map(").hasSizeLessThan(300);
        owner.assertPending(deep);
        assertThat(deep.toString()).startsWith("...map(").hasSizeLessThan(300);
        assertThat(lazy(() -> source)).hasToString("lazy(not started)");
    }
}
