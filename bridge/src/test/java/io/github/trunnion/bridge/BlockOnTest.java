package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.WrongContextException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** A future on the user's own thread. */
class BlockOnTest {
    /** Runs on a thread of its own; completes with what the body did and the flag at its end. */
    private record Outcome(Object value, Throwable thrown, boolean interrupted) {}

    private static final class Runner {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final Thread thread;

        Runner(PollFuture<?> future, Thread.Builder builder, boolean interruptFirst) {
            thread =
                    builder.start(
                            () -> {
                                Object value = null;
                                Throwable thrown = null;
                                if (interruptFirst) {
                                    Thread.currentThread().interrupt();
                                }
                                try {
                                    value = BlockOn.run(future);
                                } catch (Throwable t) {
                                    thrown = t;
                                }
                                boolean flag = Thread.interrupted();
                                outcome.complete(new Outcome(value, thrown, flag));
                            });
        }
    }

    private static Runner start(PollFuture<?> future) {
        return new Runner(future, Thread.ofPlatform(), false);
    }

    @AfterEach
    void theTestThreadIsNoLoopThreadAnyMore() {
        assertThat(LoopThread.current()).isNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void f08_readyNullPendingAndTwoCallsInARow_giveTheirValues() throws Exception {
        assertThat(BlockOn.<Integer>run(PollFutures.ready(1))).isEqualTo(1);
        assertThat(BlockOn.<Object>run(cx -> Poll.ready(null))).isNull();
        BlockOn.run(PollFutures.sleep(Duration.ofMillis(5)));
        BlockOn.run(PollFutures.sleep(Duration.ofMillis(5)));
    }

    @Test
    void f03_failures_areThrownAsTheyAre() {
        for (Throwable failure :
                List.of(new IOException("x"), new Error("y"), new Throwable("z"))) {
            assertThatThrownBy(() -> BlockOn.run(PollFutures.failed(failure))).isSameAs(failure);
        }
    }

    @Test
    void e02_promiseCompletedByAForeignThreadManyTimes_nothingLost() throws Exception {
        AtomicReference<Promise<Integer>> next = new AtomicReference<>();
        int rounds = 20_000;
        Thread completer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < rounds; ) {
                                        Promise<Integer> promise = next.getAndSet(null);
                                        if (promise != null) {
                                            promise.complete(i++);
                                        } else {
                                            Thread.onSpinWait();
                                        }
                                    }
                                });
        for (int i = 0; i < rounds; i++) {
            Promise<Integer> promise = new Promise<>();
            next.set(promise);
            assertThat(BlockOn.<Integer>run(promise)).isEqualTo(i);
        }
        completer.join();
    }

    @Test
    void e07_nested_refusedWithAMessageThatNamesWhatRuns() {
        PollFuture<Integer> outer =
                new Probe<Integer>(cx -> Poll.ready(BlockOn.<Integer>run(c -> Poll.ready(1)))) {
                    @Override
                    public String toString() {
                        return "the outer future";
                    }
                };
        assertThatThrownBy(() -> BlockOn.run(outer))
                .isInstanceOf(BlockingNotAllowedException.class)
                .hasMessageContainingAll("BlockOn.run", "the outer future");
    }

    @Test
    void e11_interruptedBeforeTheCall_pendingFutureIsCancelledAndInterruptedExceptionThrown()
            throws Exception {
        Probe<Integer> probe = new Probe<>();
        Outcome outcome = new Runner(probe, Thread.ofPlatform(), true).outcome.get();
        assertThat(outcome.thrown).isInstanceOf(InterruptedException.class);
        assertThat(outcome.interrupted).isFalse();
        assertThat(probe.cancels).hasValue(1);
        assertThat(probe.faults).isEmpty();
    }

    @Test
    void e11_interruptedBeforeTheCallOfAReadyFuture_theValueCountsAndTheFlagIsKept()
            throws Exception {
        Outcome outcome = new Runner(PollFutures.ready(5), Thread.ofPlatform(), true).outcome.get();
        assertThat(outcome.value).isEqualTo(5);
        assertThat(outcome.interrupted).isTrue();
    }

    @Test
    void e11_interruptDuringAPlainPark_cancelsAndThrows() throws Exception {
        Probe<Integer> probe = new Probe<>();
        Runner runner = start(probe);
        probe.polled.await();
        await().until(() -> runner.thread.getState() == Thread.State.WAITING);
        runner.thread.interrupt();
        Outcome outcome = runner.outcome.get();
        assertThat(outcome.thrown).isInstanceOf(InterruptedException.class);
        assertThat(probe.cancels).hasValue(1);
        assertThat(probe.cancelledBy).isSameAs(runner.thread);
        assertThat(outcome.interrupted).isFalse();
    }

    @Test
    void e11_interruptDuringAParkOfAHook_cancelsThrowsAndClosesTheHook() throws Exception {
        ManualHook hook = new ManualHook();
        Probe<Integer> probe =
                new Probe<>(
                        cx -> {
                            cx.reactor().acquire(hook);
                            return Poll.pending();
                        });
        Runner runner = start(probe);
        await().until(() -> hook.inPark);
        assertThat(hook.parkThread).isSameAs(runner.thread);
        runner.thread.interrupt();
        assertThat(runner.outcome.get().thrown).isInstanceOf(InterruptedException.class);
        assertThat(probe.cancels).hasValue(1);
        assertThat(hook.closes).hasValue(1);
    }

    @Test
    void e11_interruptInsideTheLastPoll_theResultCountsAndTheFlagIsKept() throws Exception {
        Outcome outcome =
                start(
                                cx -> {
                                    Thread.currentThread().interrupt();
                                    return Poll.ready("value");
                                })
                        .outcome
                        .get();
        assertThat(outcome.value).isEqualTo("value");
        assertThat(outcome.interrupted).isTrue();
        Outcome failed =
                start(
                                cx -> {
                                    Thread.currentThread().interrupt();
                                    throw new IOException("failed");
                                })
                        .outcome
                        .get();
        assertThat(failed.thrown).isInstanceOf(IOException.class);
        assertThat(failed.interrupted).isTrue();
    }

    @Test
    void e11_interruptInsideAPollThatStaysPending_cancelsAndThrows() throws Exception {
        Probe<Integer> probe =
                new Probe<>(
                        cx -> {
                            Thread.currentThread().interrupt();
                            cx.waker().wake();
                            return Poll.pending();
                        });
        Outcome outcome = start(probe).outcome.get();
        assertThat(outcome.thrown).isInstanceOf(InterruptedException.class);
        assertThat(probe.polls).hasValue(1);
        assertThat(probe.cancels).hasValue(1);
        assertThat(probe.faults).isEmpty();
    }

    @Test
    void e06_tasksSpawnedHere_runOnTheSameThreadAndTheLeftOverOnesAreCancelled() throws Exception {
        List<Probe<Thread>> probes = new ArrayList<>();
        List<TaskFuture<Thread>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            boolean ready = i % 2 == 0;
            probes.add(
                    new Probe<>(cx -> ready ? Poll.ready(Thread.currentThread()) : Poll.pending()));
        }
        boolean[] second = new boolean[1];
        int value =
                BlockOn.run(
                        cx -> {
                            assertThat(BridgeExecutor.current()).isNull();
                            if (second[0]) {
                                tasks.add(BridgeExecutor.spawnHere(new Probe<>()));
                                return Poll.ready(9);
                            }
                            second[0] = true;
                            probes.forEach(p -> tasks.add(BridgeExecutor.spawnHere(p)));
                            cx.waker().wake();
                            return Poll.pending();
                        });
        assertThat(value).isEqualTo(9);
        assertThat(tasks).hasSize(11).allMatch(TaskFuture::isDone);
        for (int i = 0; i < 10; i++) {
            assertThat(probes.get(i).faults).isEmpty();
            if (i % 2 == 0) {
                assertThat(tasks.get(i).get()).isSameAs(Thread.currentThread());
            } else {
                assertThat(probes.get(i).cancels).hasValue(1);
                assertThatThrownBy(tasks.get(i)::get).isInstanceOf(BridgeClosedException.class);
            }
        }
        assertThat(tasks.getLast().isCancelled()).isTrue();
    }

    @Test
    void e06_leftOverTaskThatSpawnsInItsCancel_rejected() throws Exception {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Probe<Integer> left =
                new Probe<>() {
                    @Override
                    public void cancel() {
                        super.cancel();
                        try {
                            BridgeExecutor.spawnHere(new Probe<>());
                        } catch (RejectedExecutionException e) {
                            refused.set(e);
                        }
                    }
                };
        BlockOn.run(
                cx -> {
                    BridgeExecutor.spawnHere(left);
                    return Poll.ready(1);
                });
        assertThat(left.cancels).hasValue(1);
        assertThat(refused.get()).hasMessageContaining("BlockOn.run");
    }

    @Test
    void e06_spawnHereElsewhere_refused() {
        assertThatThrownBy(() -> BridgeExecutor.spawnHere(new Probe<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no carrier");
    }

    @Test
    void c05_onAVirtualThread_plainParksWorkAndAHookThatCannotParkThereIsRefused()
            throws Exception {
        Outcome slept =
                new Runner(
                                PollFutures.map(
                                        PollFutures.sleep(Duration.ofMillis(5)), x -> "slept"),
                                Thread.ofVirtual(),
                                false)
                        .outcome.get();
        assertThat(slept.value).isEqualTo("slept");
        ManualHook hook = new ManualHook();
        Outcome refused =
                new Runner(
                                cx ->
                                        Poll.ready(
                                                cx.reactor()
                                                        .acquire(ManualHook.class, host -> hook)),
                                Thread.ofVirtual(),
                                false)
                        .outcome.get();
        assertThat(refused.thrown)
                .isInstanceOf(ReactorUnsupportedException.class)
                .hasMessageContaining("virtual thread");
        assertThat(hook.closes).hasValue(1);
        Outcome interrupted = new Runner(new Probe<>(), Thread.ofVirtual(), true).outcome.get();
        assertThat(interrupted.thrown).isInstanceOf(InterruptedException.class);
    }

    @Test
    void h09_hookOfOneCall_isClosedWhenTheCallReturnsAndTheNextCallBringsItsOwn() throws Exception {
        for (int i = 0; i < 3; i++) {
            ManualHook hook = new ManualHook();
            BlockOn.run(
                    cx -> {
                        if (hook.parks.get() == 0) {
                            cx.reactor().acquire(hook);
                            hook.event(cx.waker());
                            return Poll.pending();
                        }
                        return Poll.ready(1);
                    });
            assertThat(hook.closes).hasValue(1);
            assertThat(hook.parkThread).isSameAs(Thread.currentThread());
        }
    }

    /** A third party's object that is bound by its lease, as a channel is. */
    private static final class Bound {
        private ReactorLease<ManualHook> lease;

        PollFuture<String> use() {
            return cx -> {
                if (lease == null) {
                    lease = cx.reactor().acquire(ManualHook.class, host -> new ManualHook());
                    return Poll.ready("bound");
                }
                if (!lease.isCurrent(cx.reactor())) {
                    throw new WrongContextException("bound elsewhere");
                }
                return Poll.ready("still bound");
            };
        }
    }

    @Test
    void e12_objectBoundByItsLease_isCurrentInItsContextOnly() throws Exception {
        Bound bound = new Bound();
        try (BridgeExecutor one = BridgeExecutor.builder().name("one").build();
                BridgeExecutor two = BridgeExecutor.builder().name("two").build()) {
            assertThat(one.spawn(bound.use()).get()).isEqualTo("bound");
            assertThat(one.spawn(bound.use()).get()).isEqualTo("still bound");
            assertThatThrownBy(two.spawn(bound.use())::get)
                    .cause()
                    .isInstanceOf(WrongContextException.class);
            assertThat(one.spawn(bound.use()).get()).isEqualTo("still bound");
        }
    }

    @Test
    void e12_contextOfOneBlockOnEnds_itsLeaseIsCurrentInNoLaterContext() throws Exception {
        AtomicReference<ReactorLease<ManualHook>> lease = new AtomicReference<>();
        ManualHook hook = new ManualHook();
        boolean within =
                BlockOn.run(
                        cx -> {
                            lease.set(cx.reactor().acquire(hook));
                            return Poll.ready(lease.get().isCurrent(cx.reactor()));
                        });
        boolean later = BlockOn.run(cx -> Poll.ready(lease.get().isCurrent(cx.reactor())));
        assertThat(within).isTrue();
        assertThat(later).isFalse();
        assertThat(hook.closes).hasValue(1);
        lease.get().close();
    }
}
