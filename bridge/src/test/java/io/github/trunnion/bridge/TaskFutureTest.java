package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** The result of a task as a Future and as a CompletionStage. */
class TaskFutureTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("results").uncaughtHandler(uncaught).build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
    }

    private static Object waiters(TaskFuture<?> task) throws ReflectiveOperationException {
        Field field = Waiters.class.getDeclaredField("waiters");
        field.setAccessible(true);
        return field.get(task);
    }

    private TaskFuture<Integer> pending() {
        return executor.spawn(new Probe<>());
    }

    private TaskFuture<Integer> failed(Throwable failure) {
        TaskFuture<Integer> task =
                executor.spawn(
                        cx -> {
                            throw (Exception) failure;
                        });
        task.terminated().join();
        return task;
    }

    @Test
    void f08_successWithNull_isASuccessInEachFace() throws Exception {
        TaskFuture<String> task = executor.spawn(cx -> Poll.ready(null));
        assertThat(task.get()).isNull();
        assertThat(task.join()).isNull();
        assertThat(task.get(1, TimeUnit.SECONDS)).isNull();
        assertThat(task.resultNow()).isNull();
        assertThat(task.state()).isEqualTo(State.SUCCESS);
        assertThat(task.isDone()).isTrue();
        assertThat(task.isCancelled()).isFalse();
        assertThat(task.toCompletableFuture().join()).isNull();
        assertThat(task.toString()).contains("completed normally");
        assertThatThrownBy(task::exceptionNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void f03_failure_isTheCauseInEachFace() throws Exception {
        Exception failure = new Exception("failure");
        TaskFuture<Integer> task = failed(failure);
        assertThatThrownBy(task::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
        assertThatThrownBy(task::join)
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(task.exceptionNow()).isSameAs(failure);
        assertThat(task.state()).isEqualTo(State.FAILED);
        assertThatThrownBy(task::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(task.toCompletableFuture()::join).cause().isSameAs(failure);
        assertThat(task.exceptionally(t -> t == failure ? 1 : 0).toCompletableFuture().join())
                .isEqualTo(1);
        assertThat(task.toString()).contains("failed", "failure");
    }

    /** A future may fail with a CancellationException; that is no cancel of the task. */
    @Test
    void f03_failureWithACancellationException_isAFailure() {
        TaskFuture<Integer> task = failed(new CancellationException("of something else"));
        assertThat(task.state()).isEqualTo(State.FAILED);
        assertThat(task.isCancelled()).isFalse();
    }

    @Test
    void e06_pendingThenCancelled_inEachFace() {
        Probe<Integer> probe =
                new Probe<>() {
                    @Override
                    public String toString() {
                        return "my future";
                    }
                };
        TaskFuture<Integer> task = executor.spawn(probe);
        assertThat(task.state()).isEqualTo(State.RUNNING);
        assertThat(task.toString()).contains("pending", "my future");
        assertThatThrownBy(task::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(task::exceptionNow).isInstanceOf(IllegalStateException.class);
        CompletableFuture<Integer> view = task.toCompletableFuture();
        task.cancel(false);
        assertThat(task.state()).isEqualTo(State.CANCELLED);
        assertThat(task.toString()).contains("cancelled");
        assertThatThrownBy(task::exceptionNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(task::join).isExactlyInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> task.get(1, TimeUnit.DAYS))
                .isExactlyInstanceOf(CancellationException.class);
        assertThat(view).isCancelled();
    }

    @Test
    void e07_timedGetOfAPendingTask_saysHowLongAndWhichAsAwaitDoes() {
        TaskFuture<Integer> task = pending();
        assertThatThrownBy(() -> task.get(20, TimeUnit.MILLISECONDS))
                .hasMessage("No result within PT0.02S from " + task);
        assertThatThrownBy(() -> task.get(Long.MIN_VALUE, TimeUnit.DAYS))
                .isInstanceOf(TimeoutException.class);
        task.cancel(true);
    }

    @Test
    void e07_timedGets10000_leaveNoWaiterBehind() throws Exception {
        TaskFuture<Integer> task = pending();
        for (int i = 0; i < 10_000; i++) {
            assertThatThrownBy(() -> task.get(1, TimeUnit.NANOSECONDS))
                    .isInstanceOf(TimeoutException.class);
        }
        assertThat(waiters(task)).isNull();
    }

    @Test
    void e07_timedGetsOfManyThreads_leaveNoWaiterBehind() throws Exception {
        TaskFuture<Integer> task = pending();
        Queue<Throwable> others = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int micros = 1 + 17 * t;
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    try {
                                        task.get(micros, TimeUnit.MICROSECONDS);
                                    } catch (TimeoutException expected) {
                                        // pending for ever
                                    } catch (Throwable other) {
                                        others.add(other);
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(others).isEmpty();
        assertThat(waiters(task)).isNull();
    }

    @Test
    void e07_timedGetsBesideCompletion_eachSeesTheValueOrTimesOut() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Probe<Integer> probe = new Probe<>();
            AtomicReference<Boolean> ready = new AtomicReference<>(false);
            TaskFuture<Integer> task =
                    executor.spawn(
                            cx -> {
                                Poll<Integer> unused = probe.poll(cx);
                                return ready.get() ? Poll.ready(1) : Poll.pending();
                            });
            probe.polled.await();
            ready.set(true);
            probe.wake();
            Integer value;
            try {
                value = task.get(i % 20, TimeUnit.MICROSECONDS);
            } catch (TimeoutException late) {
                value = task.get();
            }
            assertThat(value).isEqualTo(1);
        }
    }

    @Test
    void e11_interruptOfGet_throwsAndLeavesNoWaiter() throws Exception {
        TaskFuture<Integer> task = pending();
        Thread.currentThread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> task.get(1, TimeUnit.DAYS))
                .isInstanceOf(InterruptedException.class);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        task.get();
                                    } catch (Throwable t) {
                                        thrown.complete(t);
                                    }
                                });
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(waiters(task)).isNull();
    }

    @Test
    void e11_interruptOfJoin_waitsOnAndKeepsTheFlag() throws Exception {
        Probe<Integer> probe = new Probe<>();
        CountDownLatch ready = new CountDownLatch(1);
        TaskFuture<Integer> task =
                executor.spawn(
                        cx -> {
                            probe.poll(cx);
                            return ready.getCount() == 0 ? Poll.ready(3) : Poll.pending();
                        });
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Integer value = task.join();
                                    flag.complete(
                                            value == 3 && Thread.currentThread().isInterrupted());
                                });
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        await().during(Duration.ofMillis(50)).until(waiting::isAlive);
        ready.countDown();
        probe.wake();
        assertThat(flag.get()).isTrue();
    }

    @Test
    void e02_manyThreadsWait_allAreTold() throws Exception {
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    task.join();
                                } catch (Throwable t) {
                                    told.add(t);
                                }
                            }));
        }
        await().until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
        task.cancel(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told).hasSize(200).allMatch(t -> t instanceof CancellationException);
    }

    /** A toString that fails while the carrier changes the future must not replace the time-out. */
    @Test
    void e07_timedGetOfAFutureWhoseToStringThrows_stillTimesOut() {
        Probe<Integer> probe =
                new Probe<>() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("toString");
                    }
                };
        TaskFuture<Integer> task = executor.spawn(probe);
        assertThatThrownBy(() -> task.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    /** The canceller's thread is no carrier, so dependents run on it; waiters must not wait. */
    @Test
    void e02_dependentThatBlocksTheCanceller_doesNotKeepThreadsInGet() throws Exception {
        TaskFuture<Integer> task = pending();
        CountDownLatch release = new CountDownLatch(1);
        var unused =
                task.handle(
                        (v, t) -> {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return 1;
                        });
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        task.get();
                                    } catch (Exception e) {
                                        told.complete(true);
                                    }
                                });
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        Thread canceller = Thread.ofPlatform().start(() -> task.cancel(true));
        assertThat(told.get(10, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        canceller.join();
    }
}
