package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.all;
import static io.github.trunnion.futures.PollFutures.forEach;
import static io.github.trunnion.futures.PollFutures.join;
import static io.github.trunnion.futures.PollFutures.race;
import static io.github.trunnion.futures.PollFutures.ready;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What all futures with many children have in common: who is polled when, and at what cost. */
@Timeout(60)
class GroupTest {
    private static final int MANY = 100_000;
    private final Owner owner = new Owner();

    private static List<Probe<Integer>> probes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Probe<Integer>("child " + i)).toList();
    }

    private static int polls(List<? extends Probe<?>> probes) {
        return probes.stream().mapToInt(p -> p.polls).sum();
    }

    /** Polls until the future no longer wakes itself. */
    private void settle(PollFuture<?> future) throws Exception {
        do {
            owner.waker.take();
            owner.assertPending(future);
        } while (owner.waker.wakes() > 0);
    }

    @Test
    void only_the_woken_child_is_polled() throws Exception {
        List<Probe<Integer>> children = probes(3);
        PollFuture<List<Integer>> f = all(children);
        settle(f);
        assertThat(polls(children)).isEqualTo(3);
        children.get(1).wake();
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertPending(f);
        assertThat(children.get(1).polls).isEqualTo(2);
        assertThat(polls(children)).isEqualTo(4);
    }

    @Test
    void f05_a_spurious_poll_of_the_group_polls_no_child() throws Exception {
        List<Probe<Integer>> children = probes(3);
        PollFuture<List<Integer>> f = all(children);
        settle(f);
        owner.assertPending(f);
        assertThat(polls(children)).isEqualTo(3);
    }

    @Test
    void a_wake_costs_the_same_among_many() throws Exception {
        List<Probe<Integer>> children = probes(MANY);
        PollFuture<List<Integer>> f = all(children);
        settle(f);
        assertThat(polls(children)).isEqualTo(MANY);
        assertThat(owner.polls).isBetween(MANY / 64, MANY / 64 + 2);
        for (int i = 0; i < 1_000; i++) {
            children.get(i * 97).wake();
            owner.assertPending(f);
        }
        assertThat(polls(children)).isEqualTo(MANY + 1_000);
        owner.waker.take();
        for (int i = 0; i < MANY; i++) {
            children.get(i).end(i);
        }
        assertThat(owner.waker.wakes()).isEqualTo(1);
        assertThat(owner.run(f)).hasSize(MANY).startsWith(0, 1, 2).endsWith(MANY - 1);
        assertThat(polls(children)).isEqualTo(2 * MANY + 1_000);
    }

    @Test
    void many_children_in_race_for_each_and_task_set() throws Exception {
        List<Probe<Integer>> children = probes(MANY);
        PollFuture<Integer> raced = race(children);
        settle(raced);
        children.get(MANY / 2).end(7);
        owner.assertReady(raced, 7);
        assertThat(children.stream().mapToInt(p -> p.cancels).sum()).isEqualTo(MANY - 1);

        List<Integer> elements = Collections.nCopies(MANY, 1);
        owner.run(forEach(elements, 10, PendingOnce::new));
        owner.run(forEach(elements, Integer.MAX_VALUE, PollFutures::ready));

        TaskSet<Integer> set = new TaskSet<>();
        for (int i = 0; i < MANY; i++) {
            set.spawn(new PendingOnce<>(i));
        }
        long sum = 0;
        while (!set.isEmpty()) {
            sum += owner.run(set.take());
        }
        assertThat(sum).isEqualTo((long) MANY * (MANY - 1) / 2);
    }

    @Test
    void one_poll_polls_a_bounded_number_of_children() throws Exception {
        List<Probe<Integer>> children = probes(200);
        PollFuture<List<Integer>> f = all(children);
        owner.assertPending(f);
        assertThat(polls(children)).isEqualTo(64);
        assertThat(owner.waker.wakes()).isEqualTo(1);
    }

    @Test
    void for_each_takes_a_bounded_number_of_elements_per_poll() throws Exception {
        List<Integer> taken = new ArrayList<>();
        PollFuture<Void> f =
                forEach(
                        Collections.nCopies(1_000, 1),
                        500,
                        x -> {
                            taken.add(x);
                            return PollFutures.pending();
                        });
        owner.assertPending(f);
        assertThat(taken).hasSize(64);
        assertThat(owner.waker.take()).isPositive();
        settle(f);
        assertThat(taken).hasSize(500);
    }

    @Test
    void w03_a_child_that_wakes_itself_is_polled_in_the_next_poll() throws Exception {
        int[] polls = {0};
        PollFuture<List<Integer>> f =
                all(
                        List.of(
                                cx -> {
                                    cx.waker().wake();
                                    cx.waker().wake();
                                    return ++polls[0] < 3 ? Poll.pending() : Poll.ready(polls[0]);
                                }));
        owner.assertPending(f);
        assertThat(polls[0]).isEqualTo(1);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertPending(f);
        owner.assertReady(f, List.of(3));
    }

    @Test
    void a_child_wakes_its_sibling_from_inside_its_poll() throws Exception {
        Probe<Integer> late = new Probe<>("late");
        Probe<Integer> trigger = new Probe<>("trigger");
        PollFuture<Integer> f =
                join(late, PollFutures.then(trigger, x -> ready(late.end(x).polls)), Integer::sum);
        owner.assertPending(f);
        trigger.end(40);
        assertThat(owner.run(f)).isEqualTo(41);
    }

    @Test
    void w02_wakes_of_one_child_coalesce() throws Exception {
        Probe<Integer> child = new Probe<>();
        PollFuture<List<Integer>> f = all(List.of(child));
        settle(f);
        child.wake();
        child.wake();
        child.wake();
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertPending(f);
        owner.assertPending(f);
        assertThat(child.polls).isEqualTo(2);
    }

    @Test
    void w04_wakes_after_the_end_do_nothing() throws Exception {
        List<Probe<Integer>> children = probes(2);
        PollFuture<Integer> f = race(children);
        settle(f);
        children.get(0).end(1);
        owner.assertReady(f, 1);
        owner.waker.take();
        children.forEach(Probe::wake);
        assertThat(owner.waker.wakes()).isZero();

        Probe<Integer> cancelled = new Probe<>();
        PollFuture<List<Integer>> g = all(List.of(cancelled));
        settle(g);
        g.cancel();
        cancelled.wake();
        assertThat(owner.waker.wakes()).isZero();
    }

    @Test
    void w04_a_kept_waker_of_a_child_keeps_neither_child_nor_group() throws Exception {
        Probe<Integer> child = new Probe<>();
        PollFuture<List<Integer>> f = all(List.of(child, PollFutures.pending()));
        settle(f);
        Waker kept = child.context.waker();
        child.end(1);
        owner.assertPending(f);
        java.lang.ref.WeakReference<Object> group = new java.lang.ref.WeakReference<>(f);
        f = null;
        child = null;
        for (int i = 0; i < 100 && group.get() != null; i++) {
            System.gc();
        }
        assertThat(group.get()).isNull();
        kept.wake();
    }

    @Test
    void w03_foreign_wakes_against_polls_lose_nothing() throws Exception {
        Duel.run(50_000, () -> new ForeignWake(false));
    }

    /** The group's owner registers anew while a child is woken. */
    @Test
    void w03_foreign_wakes_against_later_polls_lose_nothing() throws Exception {
        Duel.run(50_000, () -> new ForeignWake(true));
    }

    private static final class ForeignWake implements Duel.Round {
        private final Promise<Integer> promise = new Promise<>();
        private final Promise<Integer> sibling = new Promise<>();
        private final PollFuture<List<Integer>> all = all(List.of(promise, sibling));
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        ForeignWake(boolean polledBefore) {
            if (polledBefore) {
                poll();
            }
            sibling.complete(1); // uses up the waker that the first poll registered
            waker.take();
        }

        @Override
        public void left() {
            poll();
        }

        @Override
        public void right() {
            promise.complete(2);
        }

        @Override
        public void check() {
            if (!ready) {
                assertThat(waker.wakes()).isPositive();
                poll();
                assertThat(ready).isTrue();
            }
        }

        private void poll() {
            try {
                ready = all.poll(Context.of(waker)).isReady();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
