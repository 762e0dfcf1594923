package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** One BlockOn.run inside, after and beside another. */
class LocalRunsTest {
    private final Thread thread = Thread.currentThread();
    private final Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    private final Uncaught uncaught = new Uncaught();

    @AfterEach
    void theTestThreadIsAsItWas() {
        thread.setUncaughtExceptionHandler(before instanceof ThreadGroup ? null : before);
        assertThat(LoopThread.current()).isNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    /** Where inside a run another one is tried. */
    enum Place {
        POLL_OF_A_TASK,
        WAKER_OF_A_TIMER,
        CANCEL,
        ON_DISCARD,
        DEPENDENT
    }

    @ParameterizedTest
    @EnumSource
    void e07_runInsideARun_refusedAndTheOuterOneGoesOn(Place place) throws Exception {
        thread.setUncaughtExceptionHandler(uncaught);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Runnable nested =
                () -> refused.set(catchThrowable(() -> BlockOn.run(PollFutures.ready(1))));
        String value =
                BlockOn.run(
                        PollFutures.lazy(
                                () -> {
                                    tryAt(place, nested);
                                    return PollFutures.map(
                                            PollFutures.sleep(Duration.ofMillis(2)), x -> "outer");
                                }));
        assertThat(value).isEqualTo("outer");
        assertThat(refused.get()).isInstanceOf(BlockingNotAllowedException.class);
        assertThat(uncaught.all()).isEmpty();
    }

    private static void tryAt(Place place, Runnable nested) {
        Probe<String> probe =
                new Probe<>(
                        cx -> {
                            switch (place) {
                                case POLL_OF_A_TASK -> nested.run();
                                case WAKER_OF_A_TIMER -> cx.timers().wakeAfter(0, nested::run);
                                default -> {}
                            }
                            return place == Place.CANCEL ? Poll.pending() : Poll.ready("value");
                        }) {
                    @Override
                    public void cancel() {
                        super.cancel();
                        if (place == Place.CANCEL) {
                            nested.run();
                        }
                    }

                    @Override
                    public void onDiscard(String value) {
                        nested.run();
                    }
                };
        PollFuture<String> spawned = probe;
        AtomicReference<TaskFuture<String>> task = new AtomicReference<>();
        if (place == Place.ON_DISCARD) {
            spawned = new CancelledInItsPoll(probe, task);
        }
        task.set(BridgeExecutor.spawnHere(spawned));
        if (place == Place.CANCEL) {
            task.get().cancel(true);
        } else if (place == Place.DEPENDENT) {
            task.get().directCompletion().thenRun(nested);
        }
    }

    /** Is ready in the poll in which it is cancelled. */
    private record CancelledInItsPoll(Probe<String> probe, AtomicReference<TaskFuture<String>> task)
            implements PollFuture<String> {
        @Override
        public Poll<String> poll(Context cx) throws Exception {
            task.get().cancel(true);
            return probe.poll(cx);
        }

        @Override
        public void onDiscard(String value) {
            probe.onDiscard(value);
        }
    }

    /** The thread that the poll starts is nobody's loop. */
    @Test
    void e07_runOnAnotherThreadBesideARun_isARunOfItsOwn() throws Exception {
        AtomicReference<Object> other = new AtomicReference<>();
        Carrier carrier =
                BlockOn.run(
                        cx -> {
                            Thread.ofPlatform()
                                    .start(() -> other.set(runQuietly(LocalRunsTest::carrier)))
                                    .join();
                            return Poll.ready(LoopThread.current());
                        });
        assertThat(other.get()).isInstanceOf(Carrier.class).isNotSameAs(carrier);
    }

    private static Poll<Object> carrier(Context cx) {
        return Poll.ready(LoopThread.current());
    }

    private static Object runQuietly(PollFuture<Object> future) {
        try {
            return BlockOn.run(future);
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void c08_2000RunsInARowOnOneThread_eachBeginsWithNothing() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            int run = i;
            Probe<Integer> left = new Probe<>();
            Probe<Integer> done = new Probe<>(cx -> Poll.ready(run));
            Probe<Integer> main =
                    new Probe<>(
                            cx -> {
                                CarrierCounters now = LoopThread.current().counters();
                                assertThat(now.foreignSubmits()).isZero();
                                assertThat(cx.reactor().held()).isNull();
                                if (now.polls() == 1) {
                                    assertThat(LoopThread.current().live().isEmpty()).isTrue();
                                    BridgeExecutor.spawnHere(left);
                                    BridgeExecutor.spawnHere(done);
                                    cx.waker().wake();
                                    return Poll.pending();
                                }
                                assertThat(now.polls()).isEqualTo(4);
                                return Poll.ready(run);
                            });
            assertThat(BlockOn.<Integer>run(main)).isEqualTo(run);
            assertThat(left.cancels).hasValue(1);
            assertThat(done.cancels).hasValue(0);
        }
    }

    @Test
    void w04_wakersOfAnEarlierRun_doNothingToALaterOneOrBetweenRuns() throws Exception {
        Probe<String> left = new Probe<>();
        Probe<String> done = new Probe<>(cx -> Poll.ready("done"));
        Probe<String> main =
                new Probe<>(
                        cx -> {
                            if (left.polls.get() == 0) {
                                BridgeExecutor.spawnHere(left);
                                BridgeExecutor.spawnHere(done);
                                cx.waker().wake();
                                return Poll.pending();
                            }
                            return Poll.ready("main");
                        });
        BlockOn.run(main);
        List<Waker> wakers = List.of(left.waker, done.waker, main.waker);
        wakers.forEach(Waker::wake);
        Promise<Integer> end = new Promise<>();
        List<Long> foreign = new ArrayList<>();
        Probe<Integer> later =
                new Probe<>(
                        cx -> {
                            wakers.forEach(Waker::wake);
                            Thread.ofPlatform().start(() -> wakers.forEach(Waker::wake)).join();
                            foreign.add(LoopThread.current().counters().foreignSubmits());
                            Poll<Integer> poll = end.poll(cx);
                            if (!poll.isReady()) {
                                Thread.ofPlatform().start(() -> end.complete(7));
                            }
                            return poll;
                        });
        assertThat(BlockOn.<Integer>run(later)).isEqualTo(7);
        assertThat(later.polls).hasValue(2);
        assertThat(foreign).containsExactly(0L, 1L); // the wake of the promise
        for (Probe<?> probe : List.of(left, done, main)) {
            assertThat(probe.faults).isEmpty();
        }
        assertThat(List.of(left.polls.get(), done.polls.get(), main.polls.get()))
                .containsExactly(1, 1, 2);
        assertThat(left.cancels).hasValue(1);
    }

    @Test
    void e06_spawnOnAnExecutorInsideARun_runsThereAndWakesTheRun() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("elsewhere").build()) {
            Promise<Thread> ran = new Promise<>();
            Thread there =
                    BlockOn.run(
                            PollFutures.lazy(
                                    () -> {
                                        executor.spawn(
                                                cx -> {
                                                    ran.complete(Thread.currentThread());
                                                    return Poll.ready(1);
                                                });
                                        return ran;
                                    }));
            assertThat(there.getName()).isEqualTo("elsewhere-0");
        }
    }
}
