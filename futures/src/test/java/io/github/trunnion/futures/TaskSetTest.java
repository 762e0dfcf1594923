package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

@Timeout(10)
class TaskSetTest {
    private final Owner owner = new Owner();
    private final TaskSet<String> set = new TaskSet<>();
    private final Probe<String> a = new Probe<>("a");
    private final Probe<String> b = new Probe<>("b");

    @Test
    void tasks_are_taken_as_they_finish() throws Exception {
        set.spawn(a);
        set.spawn(b);
        assertThat(set.size()).isEqualTo(2);
        PollFuture<String> first = set.take();
        owner.assertPending(first);
        b.end("b");
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(first, "b");
        assertThat(set.size()).isEqualTo(1);
        a.end(null);
        owner.assertReady(set.take(), null);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void take_of_an_empty_set_fails() {
        assertThat(owner.failure(set.take())).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_failure_is_that_of_the_take_and_the_set_goes_on() throws Exception {
        set.spawn(a);
        set.spawn(b);
        IOException failure = new IOException();
        a.end(failure, null);
        b.end("b");
        assertThat(owner.failure(set.take())).isSameAs(failure);
        owner.assertReady(set.take(), "b");
    }

    @Test
    void spawn_while_a_take_is_awaited_wakes_it() throws Exception {
        set.spawn(a);
        PollFuture<String> take = set.take();
        owner.assertPending(take);
        owner.waker.take();
        set.spawn(PollFutures.ready("new"));
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(take, "new");
        assertThat(a.polls).isEqualTo(1);
    }

    @Test
    void a_task_spawns_into_its_own_set() throws Exception {
        set.spawn(
                cx -> {
                    set.spawn(PollFutures.ready("grandchild"));
                    return Poll.ready("child");
                });
        owner.assertReady(set.take(), "child");
        owner.assertReady(set.take(), "grandchild");
    }

    @Test
    void cancel_cancels_the_rest_and_wakes_an_awaited_take() throws Exception {
        set.spawn(a);
        set.spawn(b);
        PollFuture<String> take = set.take();
        owner.assertPending(take);
        owner.waker.take();
        set.cancel();
        assertThat(a.cancels + b.cancels).isEqualTo(2);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        assertThat(owner.failure(take)).isInstanceOf(NoSuchElementException.class);
        set.cancel();
        set.spawn(PollFutures.ready("again"));
        owner.assertReady(set.take(), "again");
    }

    @Test
    void f07_cancel_of_a_take_leaves_the_tasks_alone() throws Exception {
        set.spawn(a);
        PollFuture<String> take = set.take();
        owner.assertPending(take);
        take.cancel();
        assertThat(a.cancels).isZero();
        owner.waker.take();
        a.end("a");
        assertThat(owner.waker.wakes()).isZero();
        owner.assertReady(set.take(), "a");
    }

    @Test
    void f07_a_value_that_the_taker_loses_goes_back_to_the_task() throws Exception {
        set.spawn(a);
        a.end("a");
        PollFuture<String> take = set.take();
        owner.assertReady(take, "a");
        take.onDiscard("a");
        assertThat(a.discarded).containsExactly("a");
    }

    @Test
    void f07_cancel_from_inside_a_poll_that_returns_pending() throws Exception {
        Probe<String> suicidal = new Probe<>("suicidal");
        set.spawn(a);
        set.spawn(cancelling(suicidal));
        PollFuture<String> take = set.take();
        assertThat(owner.failure(take)).isInstanceOf(NoSuchElementException.class);
        assertThat(suicidal.cancels).isEqualTo(1);
        assertThat(a.cancels).isEqualTo(1);
        suicidal.wake();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void f07_cancel_from_inside_a_poll_that_returns_a_value() throws Exception {
        Probe<String> suicidal = new Probe<>("suicidal");
        suicidal.end("v");
        set.spawn(cancelling(suicidal));
        assertThat(owner.failure(set.take())).isInstanceOf(NoSuchElementException.class);
        assertThat(suicidal.cancels).isZero();
        assertThat(suicidal.discarded).containsExactly("v");
    }

    @Test
    void f07_cancel_and_spawn_from_inside_a_poll() throws Exception {
        set.spawn(a);
        set.spawn(
                cx -> {
                    set.cancel();
                    set.spawn(PollFutures.ready("after"));
                    return Poll.pending();
                });
        owner.assertReady(set.take(), "after");
        assertThat(a.cancels).isEqualTo(1);
    }

    private PollFuture<String> cancelling(Probe<String> inner) {
        return new PollFuture<>() {
            @Override
            public Poll<String> poll(Context cx) throws Exception {
                set.cancel();
                return inner.poll(cx);
            }

            @Override
            public void cancel() {
                inner.cancel();
            }

            @Override
            public void onDiscard(String value) {
                inner.onDiscard(value);
            }
        };
    }

    @Test
    void takes_are_polled_one_at_a_time() throws Exception {
        set.spawn(a);
        PollFuture<String> first = set.take();
        PollFuture<String> second = set.take();
        owner.assertPending(first);
        assertThat(owner.failure(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TaskSet[1 live].take");
        a.end("a");
        owner.assertReady(first, "a");
    }

    @Test
    void a_take_inside_a_task_of_the_same_set_is_refused() throws Exception {
        set.spawn(set.take());
        assertThat(owner.failure(set.take())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_take_inside_a_race_is_woken_and_cancelled_with_it() throws Exception {
        set.spawn(a);
        PollFuture<String> f = PollFutures.race(List.of(set.take(), b));
        owner.assertPending(f);
        b.end("b");
        owner.assertReady(f, "b");
        a.end("a");
        owner.assertReady(set.take(), "a");
    }

    @Test
    void spawn_of_null_is_refused() {
        assertThatThrownBy(() -> set.spawn(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("future");
    }
}
