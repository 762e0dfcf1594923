package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.all;
import static io.github.trunnion.futures.PollFutures.failed;
import static io.github.trunnion.futures.PollFutures.forEach;
import static io.github.trunnion.futures.PollFutures.join;
import static io.github.trunnion.futures.PollFutures.race;
import static io.github.trunnion.futures.PollFutures.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

@Timeout(10)
class AllRaceJoinTest {
    private final Owner owner = new Owner();
    private final Probe<String> a = new Probe<>("a");
    private final Probe<String> b = new Probe<>("b");
    private final Probe<String> c = new Probe<>("c");
    private final IOException failure = new IOException("first");

    @Test
    void all_gives_the_values_in_order_whatever_finishes_first() throws Exception {
        PollFuture<List<String>> f = all(List.of(a, b, c));
        owner.assertPending(f);
        c.end("c");
        owner.assertPending(f);
        a.end("a");
        b.end(null);
        List<String> values = ((Poll.Ready<List<String>>) owner.poll(f)).value();
        assertThat(values).containsExactly("a", null, "c");
        assertThatThrownBy(() -> values.set(0, "x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void all_of_nothing_is_an_empty_list() throws Exception {
        owner.assertReady(all(List.<PollFuture<String>>of()), List.of());
    }

    @Test
    void all_fails_fast_cancels_the_others_and_discards_what_was_ready() throws Exception {
        PollFuture<List<String>> f = all(List.of(a, b, c));
        a.end("a");
        owner.assertPending(f);
        b.end(failure, null);
        assertThat(owner.failure(f)).isSameAs(failure);
        assertThat(a.discarded).containsExactly("a");
        assertThat(c.cancels).isEqualTo(1);
    }

    @Test
    void f07_cancel_of_all_cancels_the_live_and_discards_the_ready() throws Exception {
        PollFuture<List<String>> f = all(List.of(a, b, c));
        a.end("a");
        owner.assertPending(f);
        f.cancel();
        assertThat(a.discarded).containsExactly("a");
        assertThat(List.of(a.cancels, b.cancels, c.cancels)).containsExactly(0, 1, 1);
    }

    @Test
    void f07_a_list_that_nobody_gets_is_discarded_element_by_element() throws Exception {
        PollFuture<List<String>> f = all(List.of(a, b));
        a.end("a");
        b.end(null);
        List<String> values = owner.run(f);
        f.onDiscard(values);
        assertThat(a.discarded).containsExactly("a");
        assertThat(b.discarded).hasSize(1).containsNull();
    }

    @Test
    void race_gives_the_first_value_and_cancels_the_others() throws Exception {
        PollFuture<String> f = race(List.of(a, b, c));
        owner.assertPending(f);
        a.end(failure, null);
        owner.assertPending(f);
        b.end("b");
        owner.assertReady(f, "b");
        assertThat(c.cancels).isEqualTo(1);
        f.onDiscard("b");
        assertThat(b.discarded).containsExactly("b");
    }

    @Test
    void f08_null_wins_a_race() throws Exception {
        owner.assertReady(race(List.of(ready(null), a)), null);
        assertThat(a.cancels).isEqualTo(1);
    }

    @Test
    void race_of_failures_throws_the_first_with_the_others_suppressed() {
        IOException other = new IOException("other");
        IOException wrapping = new IOException("wrapping", failure);
        Throwable thrown =
                owner.failure(
                        race(
                                List.of(
                                        failed(failure),
                                        failed(other),
                                        failed(failure),
                                        failed(other),
                                        failed(wrapping))));
        assertThat(thrown).isSameAs(failure);
        assertThat(thrown.getSuppressed()).containsExactly(other);
    }

    @Test
    void race_of_many_failures_keeps_a_bounded_number() {
        List<PollFuture<String>> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(failed(new IOException("f" + i)));
        }
        Throwable thrown = owner.runToFailure(race(many));
        assertThat(thrown).hasMessage("f0");
        assertThat(thrown.getSuppressed()).hasSize(63);
    }

    @Test
    void race_of_nothing_is_refused() {
        assertThatThrownBy(() -> race(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }

    @Test
    void null_children_are_refused() {
        assertThatThrownBy(() -> all(Arrays.asList(a, null)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> race(Arrays.asList(a, null)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> join(a, null, String::concat))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("b");
    }

    @Test
    void join_combines_in_either_order() throws Exception {
        PollFuture<String> f = join(a, b, (x, y) -> x + y);
        owner.assertPending(f);
        b.end("b");
        owner.assertPending(f);
        a.end(null);
        owner.assertReady(f, "nullb");
    }

    @Test
    void join_fails_fast_and_discards_the_value_that_was_ready() throws Exception {
        PollFuture<String> f = join(a, b, String::concat);
        a.end("a");
        owner.assertPending(f);
        b.end(failure, null);
        assertThat(owner.failure(f)).isSameAs(failure);
        assertThat(a.discarded).containsExactly("a");
    }

    @Test
    void join_whose_combiner_throws_has_delivered_its_values() throws Exception {
        PollFuture<String> f =
                join(
                        a,
                        b,
                        (x, y) -> {
                            throw new AssertionError("combiner");
                        });
        a.end("a");
        b.end("b");
        assertThat(owner.failure(f)).hasMessage("combiner");
        assertThat(a.discarded).isEmpty();
        assertThat(b.discarded).isEmpty();
    }

    @Test
    void f07_cancel_of_join_in_every_state() throws Exception {
        PollFuture<String> f = join(a, b, String::concat);
        f.cancel();
        assertThat(a.cancels + b.cancels).isEqualTo(2);
        Probe<String> d = new Probe<>("d");
        PollFuture<String> g = join(d, c, String::concat);
        d.end("d");
        owner.assertPending(g);
        g.cancel();
        assertThat(d.discarded).containsExactly("d");
        assertThat(c.cancels).isEqualTo(1);
    }

    @Test
    void f07_a_cancel_that_throws_does_not_keep_the_others_from_theirs() throws Exception {
        PollFuture<String> bad =
                new PollFuture<>() {
                    @Override
                    public Poll<String> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public void cancel() {
                        throw new AssertionError("bad cancel");
                    }
                };
        PollFuture<List<String>> f = all(List.of(bad, b));
        owner.assertPending(f);
        try (UncaughtReports reports = new UncaughtReports()) {
            f.cancel();
            assertThat(reports.messages()).containsExactly("bad cancel");
        }
        assertThat(b.cancels).isEqualTo(1);
    }

    @Test
    void for_each_keeps_to_its_limit_and_takes_elements_as_places_become_free() throws Exception {
        List<Probe<String>> probes = List.of(a, b, c);
        List<Probe<String>> started = new ArrayList<>();
        PollFuture<Void> f =
                forEach(
                        probes,
                        2,
                        p -> {
                            started.add(p);
                            return p;
                        });
        assertThat(started).isEmpty();
        owner.assertPending(f);
        assertThat(started).containsExactly(a, b);
        b.end("b");
        owner.assertPending(f);
        assertThat(started).containsExactly(a, b, c);
        a.end(null);
        c.end("c");
        owner.assertReady(f, null);
    }

    @Test
    void for_each_of_nothing_is_ready_and_null_elements_are_elements() throws Exception {
        owner.assertReady(forEach(List.of(), 1, x -> a), null);
        List<Object> seen = new ArrayList<>();
        owner.assertReady(
                forEach(
                        Arrays.asList(1, null),
                        1,
                        x -> {
                            seen.add(x);
                            return ready(null);
                        }),
                null);
        assertThat(seen).containsExactly(1, null);
    }

    @Test
    void for_each_fails_with_child_function_and_iterator() throws Exception {
        PollFuture<Void> f = forEach(List.of(a, b, c), 2, p -> p);
        owner.assertPending(f);
        a.end(failure, null);
        assertThat(owner.failure(f)).isSameAs(failure);
        assertThat(b.cancels).isEqualTo(1);
        assertThat(c.polls).isZero();

        assertThat(owner.failure(forEach(List.of(1), 1, x -> null)))
                .hasMessage("The function of forEach returned null instead of a future");
        Iterable<Integer> broken =
                () -> {
                    throw new IllegalStateException("iterator");
                };
        assertThat(owner.failure(forEach(broken, 1, PollFutures::ready))).hasMessage("iterator");
    }

    @Test
    void for_each_that_fails_to_take_an_element_cancels_the_live() {
        Iterator<Probe<String>> iterator =
                new Iterator<>() {
                    private boolean first = true;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Probe<String> next() {
                        if (first) {
                            first = false;
                            return a;
                        }
                        throw new IllegalStateException("next");
                    }
                };
        assertThat(owner.failure(forEach(() -> iterator, 2, p -> p))).hasMessage("next");
        assertThat(a.cancels).isEqualTo(1);
    }

    @Test
    void for_each_refuses_a_limit_below_one() {
        assertThatThrownBy(() -> forEach(List.of(), 0, x -> a))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
