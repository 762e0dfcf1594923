package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends of the scheduled view: its own, and that of the executor under it. */
@Timeout(30)
class ScheduledEndTest {
    private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;
    private static final Runnable NOTHING = () -> {};

    private final ManualClock clock = new ManualClock();
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor bridge =
            BridgeExecutor.builder().name("ends").uncaughtHandler(uncaught).clock(clock).build();
    private final ScheduledExecutorService view = bridge.asScheduledExecutorService();

    @AfterEach
    void close() {
        bridge.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
    }

    /** A run that has begun and waits for the latch. */
    private ScheduledFuture<String> begun(CountDownLatch release) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ScheduledFuture<String> run =
                view.schedule(
                        () -> {
                            begun.countDown();
                            release.await();
                            return "ran";
                        },
                        0,
                        NANOS);
        begun.await();
        return run;
    }

    @Test
    void shutdown_delayedTasksStillRunPeriodicOnesAreCancelled() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ScheduledFuture<String> running = begun(release);
        ScheduledFuture<String> delayed = view.schedule(() -> "late", 10, NANOS);
        ScheduledFuture<?> periodic = view.scheduleAtFixedRate(NOTHING, 10, 1, NANOS);
        CountDownLatch inPeriodic = new CountDownLatch(1);
        ScheduledFuture<?> runningPeriodic =
                view.scheduleAtFixedRate(
                        () -> {
                            inPeriodic.countDown();
                            awaitUninterruptibly(release);
                        },
                        0,
                        1,
                        NANOS);
        inPeriodic.await();
        view.shutdown();
        view.shutdown();
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.isTerminated()).isFalse();
        assertThat(periodic.isCancelled()).isTrue();
        assertThat(runningPeriodic.isDone()).isFalse();
        assertThat(view.awaitTermination(0, NANOS)).isFalse();
        release.countDown();
        assertThat(running.get()).isEqualTo("ran");
        await().until(runningPeriodic::isCancelled);
        assertThat(delayed.isDone()).isFalse();
        clock.advance(10);
        assertThat(delayed.get()).isEqualTo("late");
        assertThat(view.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(bridge.isClosed()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shutdownNow_returnsWhatHadNotBegunAndInterruptsTheRest() throws Exception {
        ScheduledFuture<String> running = begun(new CountDownLatch(1));
        List<ScheduledFuture<?>> waiting = new ArrayList<>();
        waiting.add(view.schedule(NOTHING, 20, NANOS));
        waiting.add(view.schedule(NOTHING, 10, NANOS));
        waiting.add(view.scheduleWithFixedDelay(NOTHING, 10, 1, NANOS));
        view.schedule(NOTHING, 10, NANOS).cancel(false);
        ScheduledExecutorService other = bridge.asScheduledExecutorService();
        ScheduledFuture<?> ofOther = other.schedule(NOTHING, 5, NANOS);
        List<Runnable> notBegun = view.shutdownNow();
        assertThat(notBegun).isEqualTo(waiting);
        assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(view.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        clock.advance(30);
        ofOther.get();
        assertThat(waiting).noneMatch(Future::isDone);
        notBegun.forEach(Runnable::run);
        assertThat(waiting).allMatch(Future::isCancelled);
        assertThat(view.shutdownNow()).isEmpty();
    }

    @Test
    void close_waitsForDelayedTasksAndAnInterruptMakesItShutDownNow() throws Exception {
        ScheduledFuture<?> never = view.schedule(NOTHING, 10, NANOS);
        ScheduledFuture<String> running = begun(new CountDownLatch(1));
        AtomicBoolean flag = new AtomicBoolean();
        Thread closer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    view.close();
                                    flag.set(Thread.currentThread().isInterrupted());
                                });
        await().until(view::isShutdown);
        assertThat(view.isTerminated()).isFalse();
        closer.interrupt();
        closer.join();
        assertThat(flag).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(never.isDone()).isFalse();
        assertThatThrownBy(running::get).hasCauseInstanceOf(InterruptedException.class);
        bridge.spawn(cx -> Poll.ready(1)).get(); // it is open
    }

    @Test
    void e06_afterShutdown_everythingIsRejected() {
        view.close();
        assertRejects(view);
    }

    @Test
    void e06_afterTheCloseOfTheExecutor_everythingIsRejected() throws Exception {
        bridge.close();
        assertRejects(view);
        assertThat(view.isShutdown()).isFalse();
        view.close();
        assertThat(view.isTerminated()).isTrue();
        ScheduledExecutorService late = bridge.asScheduledExecutorService();
        assertRejects(late);
        late.close();
    }

    private static void assertRejects(ScheduledExecutorService service) {
        Callable<Integer> action = () -> 1;
        List<Callable<?>> calls =
                List.of(
                        () -> service.schedule(NOTHING, 1, NANOS),
                        () -> service.schedule(action, 0, NANOS),
                        () -> service.scheduleAtFixedRate(NOTHING, 0, 1, NANOS),
                        () -> service.scheduleWithFixedDelay(NOTHING, 1, 1, NANOS),
                        () -> service.submit(NOTHING),
                        () -> service.submit(NOTHING, 1),
                        () -> service.submit(action),
                        () -> service.invokeAll(List.of(action)),
                        () -> service.invokeAny(List.of(action)),
                        () -> {
                            service.execute(NOTHING);
                            return null;
                        });
        for (Callable<?> call : calls) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("only an open executor takes new work");
        }
    }

    @Test
    void e06_closeOfTheExecutor_cancelsWhatIsScheduledAndWaitsForRuns() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ScheduledFuture<String> running = begun(release);
        ScheduledFuture<String> delayed = view.schedule(() -> "late", 10, NANOS);
        ScheduledFuture<?> periodic = view.scheduleAtFixedRate(NOTHING, 10, 1, NANOS);
        CompletableFuture<Throwable> waiter = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> waiter.complete(failureOf(delayed)));
        Thread closer = Thread.ofPlatform().start(bridge::close);
        assertThat(waiter.get())
                .isInstanceOf(BridgeClosedException.class)
                .hasMessage("The task was cancelled because executor ends was closed.");
        assertThat(failureOf(periodic)).isInstanceOf(BridgeClosedException.class);
        assertThat(delayed.isCancelled()).isTrue();
        assertThat(running.isDone()).isFalse();
        assertThat(bridge.isClosed()).isFalse();
        release.countDown();
        assertThat(running.get()).isEqualTo("ran");
        closer.join();
        assertThat(bridge.isClosed()).isTrue();
        assertThat(view.isShutdown()).isFalse();
        view.close();
    }

    private static Throwable failureOf(Future<?> future) {
        try {
            future.get(20, TimeUnit.SECONDS);
            return null;
        } catch (TimeoutException limbo) {
            throw new AssertionError(future + " is in limbo", limbo);
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    @Test
    void e06_closeThatCancels_cancelsRunsAsWell() throws Exception {
        ScheduledFuture<String> running = begun(new CountDownLatch(1));
        CountDownLatch inPeriodic = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        ScheduledFuture<?> periodic =
                view.scheduleAtFixedRate(
                        () -> {
                            inPeriodic.countDown();
                            try {
                                bridge.await(new Promise<String>());
                            } catch (InterruptedException | BridgeClosedException e) {
                                interrupts.incrementAndGet();
                            } catch (ExecutionException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        0,
                        1,
                        NANOS);
        inPeriodic.await();
        bridge.close(Duration.ZERO);
        assertThat(failureOf(running)).isInstanceOf(BridgeClosedException.class);
        assertThat(failureOf(periodic)).isInstanceOf(BridgeClosedException.class);
        view.shutdown();
        assertThat(view.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void e06_closeOnACarrier_endsWhatIsScheduledBeforeItReturns() throws Exception {
        ScheduledFuture<?> delayed = view.schedule(NOTHING, 10, NANOS);
        boolean cancelled =
                bridge.<Boolean>spawn(
                                cx -> {
                                    bridge.close();
                                    return Poll.ready(delayed.isCancelled());
                                })
                        .get();
        assertThat(cancelled).isTrue();
    }

    @Test
    void e06_closeDuringInvoke_endsTheCallsToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(4);
        Callable<Integer> waits =
                () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                };
        CompletableFuture<List<Future<Integer>>> all = new CompletableFuture<>();
        CompletableFuture<Throwable> any = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                all.complete(view.invokeAll(List.of(waits, waits)));
                            } catch (Throwable thrown) {
                                all.completeExceptionally(thrown);
                            }
                        });
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                view.invokeAny(List.of(waits, waits));
                            } catch (Throwable thrown) {
                                any.complete(thrown);
                            }
                        });
        begun.await();
        bridge.close(Duration.ZERO);
        assertThat(all.get()).allMatch(Future::isCancelled);
        assertThat(any.get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BridgeClosedException.class);
    }

    /** Whoever schedules while the executor closes is rejected, or its task ends. */
    @Test
    void e06_schedulesInARaceWithClose_leaveNoneInLimbo() throws Exception {
        for (int round = 0; round < 60; round++) {
            BridgeExecutor raced = BridgeExecutor.builder().name("raced").build();
            ScheduledExecutorService scheduled = raced.asScheduledExecutorService();
            List<Future<?>> accepted = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(1);
            int delay = round % 3;
            Thread submitter =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (true) {
                                                accepted.add(
                                                        delay == 0
                                                                ? scheduled.scheduleAtFixedRate(
                                                                        NOTHING, 1, 50, NANOS)
                                                                : scheduled.schedule(
                                                                        NOTHING,
                                                                        delay - 1,
                                                                        TimeUnit.HOURS));
                                                started.countDown();
                                            }
                                        } catch (RejectedExecutionException closed) {
                                            // the end
                                        }
                                    });
            started.await();
            raced.close();
            submitter.join();
            for (Future<?> each : accepted) {
                failureOf(each); // it has an end
            }
            scheduled.close();
            assertThat(scheduled.isTerminated()).isTrue();
        }
    }

    @Test
    void shutdownInARaceWithRuns_terminates() throws Exception {
        for (int round = 0; round < 200; round++) {
            ScheduledExecutorService raced = bridge.asScheduledExecutorService();
            ScheduledFuture<?> periodic = raced.scheduleWithFixedDelay(NOTHING, 0, 1, NANOS);
            ScheduledFuture<?> once = raced.schedule(NOTHING, 1, NANOS);
            clock.advance(1);
            if (round % 2 == 0) {
                raced.close();
                assertThat(once.isDone() && !once.isCancelled()).isTrue();
                assertThat(periodic.isCancelled()).isTrue();
            } else {
                List<Runnable> notBegun = raced.shutdownNow();
                assertThat(raced.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                assertThat(once.isDone()).isEqualTo(!notBegun.contains(once));
                assertThat(periodic.isDone()).isEqualTo(!notBegun.contains(periodic));
            }
        }
    }
}
