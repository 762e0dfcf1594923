package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.atomic.AtomicReference;

/** Tasks beside the future of a BlockOn.run: one thread, one queue, one end. */
class LocalPoolTest {
    private final StringBuilder order = new StringBuilder();

    @AfterEach
    void theTestThreadIsNoLoopThreadAnyMore() {
        assertThat(LoopThread.current()).isNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    private static <T> TaskFuture<T> here(PollFuture<T> future) {
        return BridgeExecutor.spawnHere(future);
    }

    /** The result of another task as a future. */
    private static <T> PollFuture<T> result(TaskFuture<T> task) {
        return PollFutures.fromCallback(
                (resolve, reject) -> {
                    task.directCompletion()
                            .whenComplete(
                                    (value, failure) -> {
                                        if (failure == null) {
                                            resolve.accept(value);
                                        } else {
                                            reject.accept(failure);
                                        }
                                    });
                    return null;
                });
    }

    /** Notes its name at each poll, and is polled the given number of times. */
    private Probe<String> turns(String name, int polls) {
        int[] left = {polls};
        return new Probe<>(
                cx -> {
                    order.append(name);
                    if (--left[0] == 0) {
                        return Poll.ready(name);
                    }
                    cx.waker().wake();
                    return Poll.pending();
                });
    }

    @Test
    void e08_tasksSpawnedInAPoll_runAfterItInTheOrderOfTheirSpawn() throws Exception {
        Probe<String> main = turns("m", 3);
        BlockOn.run(
                cx -> {
                    if (main.polls.get() == 0) {
                        here(
                                c -> {
                                    order.append("a");
                                    here(turns("d", 1));
                                    order.append("A");
                                    return Poll.ready(1);
                                });
                        here(turns("b", 2));
                        here(turns("c", 1));
                    }
                    return main.poll(cx);
                });
        assertThat(order.toString()).isEqualTo("m" + "aAbcm" + "dbm");
    }

    /** The first wakes the third before itself; the future that is run wakes itself, too. */
    @Test
    void e08_twoSelfWakersAndAThird_takeTurnsInOneExactOrder() throws Exception {
        int rounds = 1_000;
        AtomicReference<Waker> third = new AtomicReference<>();
        Probe<String> main = turns("m", rounds + 2);
        BlockOn.run(
                cx -> {
                    if (main.polls.get() == 0) {
                        here(
                                c -> {
                                    order.append("a");
                                    if (third.get() != null) {
                                        third.get().wake();
                                    }
                                    c.waker().wake();
                                    return Poll.pending();
                                });
                        here(turns("b", Integer.MAX_VALUE));
                        here(
                                c -> {
                                    order.append("c");
                                    third.set(c.waker());
                                    return Poll.pending();
                                });
                    }
                    return main.poll(cx);
                });
        assertThat(order.toString()).isEqualTo("m" + "abcm" + "abmc".repeat(rounds - 1) + "abm");
    }

    private Probe<String> notingItsCancel(String name) {
        return new Probe<>() {
            @Override
            public void cancel() {
                super.cancel();
                order.append(name);
            }
        };
    }

    @Test
    void e10_taskThatCancelsItsSiblings_endsThemInTheirTurn() throws Exception {
        Probe<String> queued = notingItsCancel("Q");
        Probe<String> pending = notingItsCancel("P");
        Probe<String> done = turns("d", 1);
        List<TaskFuture<String>> tasks = new ArrayList<>();
        List<Boolean> answers = new ArrayList<>();
        Probe<String> main = turns("m", 4);
        BlockOn.run(
                cx -> {
                    if (main.polls.get() == 0) {
                        tasks.add(here(pending));
                        tasks.add(here(done));
                        here(
                                c -> {
                                    tasks.add(here(queued));
                                    tasks.forEach(t -> answers.add(t.cancel(true)));
                                    return Poll.ready("canceller");
                                });
                    }
                    return main.poll(cx);
                });
        assertThat(answers).containsExactly(true, false, true);
        assertThat(tasks)
                .extracting(TaskFuture::state)
                .containsExactly(State.CANCELLED, State.SUCCESS, State.CANCELLED);
        assertThat(tasks).allMatch(t -> t.terminated().isDone());
        assertThat(List.of(pending.polls.get(), done.polls.get(), queued.polls.get()))
                .containsExactly(1, 1, 0);
        assertThat(List.of(pending.cancels.get(), done.cancels.get(), queued.cancels.get()))
                .containsExactly(1, 0, 1);
        assertThat(order.toString()).isEqualTo("md" + "m" + "QP" + "mm");
    }

    @Test
    void e08_taskThatAwaitsItsSibling_getsItsValueItsFailureOrItsCancel() throws Exception {
        List<String> got =
                BlockOn.run(
                        PollFutures.lazy(
                                () -> {
                                    TaskFuture<String> value = here(turns("v", 3));
                                    TaskFuture<String> failed =
                                            here(PollFutures.failed(new IOException("broken")));
                                    TaskFuture<String> cancelled = here(PollFutures.pending());
                                    cancelled.cancel(true);
                                    List<PollFuture<String>> results = new ArrayList<>();
                                    for (TaskFuture<String> task :
                                            List.of(value, failed, cancelled)) {
                                        results.add(result(here(named(result(task)))));
                                    }
                                    return PollFutures.all(results);
                                }));
        assertThat(got).containsExactly("v", "IOException", "CancellationException");
        assertThat(order.toString()).isEqualTo("vvv");
    }

    private static PollFuture<String> named(PollFuture<String> future) {
        return PollFutures.recover(future, t -> PollFutures.ready(t.getClass().getSimpleName()));
    }

    @Test
    void e07_getOfASiblingInsideAPoll_refusedUntilItIsComplete() throws Exception {
        List<Object> got = new ArrayList<>();
        BlockOn.run(
                new PollFuture<String>() {
                    private TaskFuture<String> sibling;

                    @Override
                    public Poll<String> poll(Context cx) {
                        if (sibling == null) {
                            sibling = here(turns("s", 1));
                        }
                        got.add(sibling.isDone() ? sibling.join() : catchThrowable(sibling::join));
                        if (got.size() == 2) {
                            return Poll.ready("done");
                        }
                        cx.waker().wake();
                        return Poll.pending();
                    }
                });
        assertThat(got.get(0)).isInstanceOf(BlockingNotAllowedException.class);
        assertThat(got.get(1)).isEqualTo("s");
    }

    @Test
    void e08_chainOf100000TasksThatEachSpawnTheNext_allRunWithoutDepth() throws Exception {
        int length = 100_000;
        long polls =
                BlockOn.run(
                        PollFutures.then(
                                PollFutures.fromCallback(
                                        (resolve, reject) -> {
                                            here(link(length, () -> resolve.accept(null)));
                                            return null;
                                        }),
                                x -> PollFutures.ready(LoopThread.current().counters().polls())));
        assertThat(polls).isEqualTo(length + 2L); // and the future's own two
    }

    private static PollFuture<String> link(int left, Runnable end) {
        return cx -> {
            if (left == 1) {
                end.run();
            } else {
                here(link(left - 1, end));
            }
            return Poll.ready("link");
        };
    }

    @Test
    void e08_chainOf10000TasksThatEachAwaitTheNext_resultsComeBackWithoutDepth() throws Exception {
        assertThat(BlockOn.<Integer>run(awaiting(10_000))).isEqualTo(10_000);
    }

    private static PollFuture<Integer> awaiting(int left) {
        return left == 0
                ? PollFutures.ready(0)
                : PollFutures.lazy(
                        () -> PollFutures.map(result(here(awaiting(left - 1))), n -> n + 1));
    }

    @Test
    void e04_tasksThatThrow_failTheirOwnResultsAndTheOthersRunOn() throws Exception {
        List<TaskFuture<String>> tasks = new ArrayList<>();
        List<Throwable> failures =
                List.of(new IOException("a"), new Error("b"), new StackOverflowError("c"));
        Probe<String> main = turns("m", 3);
        BlockOn.run(
                cx -> {
                    if (main.polls.get() == 0) {
                        failures.forEach(f -> tasks.add(here(PollFutures.failed(f))));
                        tasks.add(here(turns("t", 2)));
                    }
                    return main.poll(cx);
                });
        for (int i = 0; i < failures.size(); i++) {
            assertThatThrownBy(tasks.get(i)::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failures.get(i));
        }
        assertThat(tasks.getLast().join()).isEqualTo("t");
        assertThat(order.toString()).isEqualTo("mtmtm");
    }

    /** One of them cancels another in its cancel: each is cancelled once all the same. */
    @Test
    void e11_futureThatThrows_tasksThatAreLeftAreClosedBeforeRunReturns() {
        IOException failure = new IOException("main");
        List<TaskFuture<String>> tasks = new ArrayList<>();
        List<String> told = new ArrayList<>();
        List<Probe<String>> left = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            left.add(
                    new Probe<>() {
                        @Override
                        public void cancel() {
                            super.cancel();
                            tasks.forEach(t -> t.cancel(true));
                        }
                    });
        }
        Probe<String> main = turns("m", 3);
        PollFuture<String> failing = PollFutures.then(main, x -> PollFutures.failed(failure));
        PollFuture<String> spawning =
                cx -> {
                    if (main.polls.get() == 0) {
                        for (Probe<String> probe : left) {
                            TaskFuture<String> task = here(probe);
                            tasks.add(task);
                            task.directCompletion().exceptionally(e -> note(told, e));
                        }
                    }
                    return failing.poll(cx);
                };
        assertThatThrownBy(() -> BlockOn.run(spawning)).isSameAs(failure);
        assertThat(told)
                .containsExactly(
                        "BridgeClosedException",
                        "CancellationException",
                        "CancellationException",
                        "CancellationException");
        for (int i = 0; i < 4; i++) {
            assertThat(tasks.get(i).terminated()).isCompleted();
            assertThat(left.get(i).polls).hasValue(1);
            assertThat(left.get(i).cancels).hasValue(1);
            assertThat(left.get(i).faults).isEmpty();
            assertThatThrownBy(tasks.get(i)::join).isInstanceOf(CancellationException.class);
        }
    }

    private static String note(List<String> told, Throwable e) {
        told.add(e.getClass().getSimpleName());
        return null;
    }
}
