package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.VirtualLoops.Place;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A loop on a virtual thread does what one on a platform thread does. */
@Timeout(60)
class VirtualLoopTest {
    private static final int HAND_OFFS = 10_000;
    private static final int SPINS = 1_000;

    @BeforeEach
    void onlyWherePossible() {
        VirtualLoops.assumePossible();
    }

    @ParameterizedTest
    @EnumSource
    void e01_tasks_arePolledOnTheLoop(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            assertThat(loops.loop.isVirtual()).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(
                                loops.executor
                                        .<Thread>spawn(cx -> Poll.ready(Thread.currentThread()))
                                        .get())
                        .isSameAs(loops.loop);
            }
            assertThatThrownBy(
                            loops.executor.spawn(
                                            cx -> {
                                                throw new IllegalStateException("poll");
                                            })
                                    ::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("poll");
        }
    }

    @ParameterizedTest
    @EnumSource
    void e02_wakeFromOutside_endsThePark(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            Probe<Integer> probe = new Probe<>();
            loops.executor.spawn(probe);
            probe.polled.await();
            for (int i = 2; i <= 30; i++) {
                int polls = i;
                loops.awaitPark();
                probe.wake();
                await().pollInterval(Duration.ofNanos(10_000))
                        .until(() -> probe.polls.get() == polls);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PLAINLY, true", "IN_A_SELECTOR, false"})
    void e02_handOffs10000_eachPolledTwice(Place place, boolean fromVirtualThread)
            throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            CompletableFuture<Integer> done = new CompletableFuture<>();
            Runnable handOffs =
                    () -> {
                        try {
                            done.complete(handOffs(loops.executor));
                        } catch (Throwable t) {
                            done.completeExceptionally(t);
                        }
                    };
            (fromVirtualThread ? Thread.ofVirtual() : Thread.ofPlatform()).start(handOffs);
            assertThat(done.get()).isEqualTo(2 * HAND_OFFS);
            CarrierCounters after = loops.executor.counters();
            assertThat(after.unparks()).isLessThanOrEqualTo(after.parks());
        }
    }

    private static int handOffs(BridgeExecutor executor) throws Exception {
        AtomicReference<@Nullable Waker> published = new AtomicReference<>();
        List<TaskFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < HAND_OFFS; i++) {
            int[] polls = {0};
            PollFuture<Integer> twice =
                    cx -> {
                        if (++polls[0] == 1) {
                            published.set(cx.waker());
                            return Poll.pending();
                        }
                        return Poll.ready(polls[0]);
                    };
            tasks.add(executor.spawn(twice));
            Waker waker = published.getAndSet(null);
            for (int spins = 0; waker == null; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(1_000); // a yield may keep the thread from the loop
                }
                waker = published.getAndSet(null);
            }
            waker.wake();
        }
        int sum = 0;
        for (TaskFuture<Integer> task : tasks) {
            sum += task.get();
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void e04_interruptOfTheLoop_isNoSignalToAnybody(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            Probe<Boolean> probe =
                    new Probe<>(cx -> Poll.ready(Thread.currentThread().isInterrupted()));
            loops.loop.interrupt();
            loops.awaitPark();
            assertThat(loops.executor.spawn(probe).get()).isFalse();
            loops.executor.execute(() -> Thread.currentThread().interrupt());
            assertThat(
                            loops.executor
                                    .<Boolean>spawn(
                                            cx ->
                                                    Poll.ready(
                                                            Thread.currentThread().isInterrupted()))
                                    .get())
                    .isFalse();
            loops.awaitPark();
            AtomicLong seen = new AtomicLong(-1);
            await().during(Duration.ofMillis(100))
                    .until(
                            () -> {
                                long parks = loops.executor.counters().parks();
                                return seen.getAndSet(parks) == parks;
                            });
            assertThat(loops.uncaught.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void h07_timers_boundThePark(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            long start = System.nanoTime();
            TaskFuture<?> late = loops.executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
            loops.executor.spawn(PollFutures.sleep(Duration.ofMillis(50))).get();
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
            loops.awaitPark();
            assertThat(late.isDone()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void e06_close_waitsForTasksAndForTheLoop(Place place) throws Exception {
        VirtualLoops loops = new VirtualLoops(place);
        Thread closer;
        try {
            Probe<Integer> probe = new Probe<>(cx -> Poll.pending());
            TaskFuture<Integer> task = loops.executor.spawn(probe);
            probe.polled.await();
            closer = Thread.ofPlatform().start(() -> loops.executor.close());
            await().until(() -> loops.executor.toString().contains("draining"));
            assertThat(loops.loop.isAlive()).isTrue();
            assertThat(task.isDone()).isFalse();
        } finally {
            loops.close();
        }
        closer.join();
        assertThat(loops.executor.isClosed()).isTrue();
        assertThat(loops.loop.isAlive()).isFalse();
        assertThat(loops.uncaught.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void e06_closeOnTheLoopOrAThreadOfTheExecutor_beginsAndReturns(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            loops.executor.execute(() -> loops.executor.close(Duration.ZERO));
            loops.loop.join();
            await().until(loops.executor::isClosed);
        }
        try (VirtualLoops loops = new VirtualLoops(place)) {
            Thread own = loops.executor.newThread("own", () -> loops.executor.close(Duration.ZERO));
            own.start();
            own.join();
            loops.loop.join();
            await().until(loops.executor::isClosed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void e07_blockingOnTheLoop_isRefusedThoughTheThreadIsVirtual(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            TaskFuture<Integer> incomplete = loops.executor.spawn(new Probe<>());
            PollFuture<List<Throwable>> block =
                    cx ->
                            Poll.ready(
                                    List.of(
                                            catchThrowable(incomplete::get),
                                            catchThrowable(
                                                    () -> incomplete.toCompletableFuture().join()),
                                            catchThrowable(() -> BlockOn.run(PollFutures.ready(1))),
                                            catchThrowable(
                                                    () ->
                                                            loops.executor.await(
                                                                    PollFutures.ready(1)))));
            assertThat(loops.executor.spawn(block).get())
                    .allSatisfy(
                            thrown ->
                                    assertThat(thrown)
                                            .isInstanceOf(BlockingNotAllowedException.class)
                                            .hasMessageContainingAll("virtual-loop", "E7"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void e07_blockingOnAThreadOfTheExecutor_parksThatThread(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            CompletableFuture<Integer> awaited = new CompletableFuture<>();
            Runnable body =
                    () -> {
                        try {
                            int sum = 0;
                            for (int i = 0; i < 200; i++) {
                                PollFuture<Integer> one =
                                        i % 2 == 0
                                                ? PollFutures.ready(1)
                                                : PollFutures.map(
                                                        PollFutures.sleep(Duration.ofNanos(1)),
                                                        x -> 1);
                                sum += loops.executor.<Integer>await(one);
                            }
                            assertThat(BridgeExecutor.current()).isSameAs(loops.executor);
                            awaited.complete(sum);
                        } catch (Throwable t) {
                            awaited.completeExceptionally(t);
                        }
                    };
            loops.executor.newThread("own", body).start();
            assertThat(awaited.get()).isEqualTo(200);
        }
    }

    @Test
    void c05_hookThatCannotParkOnAVirtualThread_refusedWithARemedy() throws Exception {
        try (VirtualLoops loops = new VirtualLoops(Place.PLAINLY)) {
            ManualHook hook = new ManualHook();
            assertThatThrownBy(() -> hook.leaseOn(loops.executor))
                    .cause()
                    .isInstanceOf(ReactorUnsupportedException.class)
                    .hasMessageContainingAll(
                            "virtual thread", "whose loop is a platform thread", "of its own");
            assertThat(hook.closes).hasValue(1);
            assertThat(loops.executor.<Integer>spawn(cx -> Poll.ready(1)).get()).isEqualTo(1);
        }
    }

    /** It says that it can, so it is parked in; its semaphore parks a virtual thread. */
    @Test
    void h02_hookThatCanParkOnAVirtualThread_isParkedInByTheLoop() throws Exception {
        try (VirtualLoops loops = new VirtualLoops(Place.PLAINLY)) {
            ManualHook hook =
                    new ManualHook() {
                        @Override
                        public boolean canParkOn(Thread thread) {
                            return true;
                        }
                    };
            hook.leaseOn(loops.executor);
            await().until(() -> hook.inPark && hook.parks.get() > 0);
            assertThat(hook.parkThread).isSameAs(loops.loop);
            CountDownLatch fired = new CountDownLatch(1);
            hook.event(fired::countDown);
            assertThat(fired.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void f10_contextUsedOnAnotherVirtualThread_refused() throws Exception {
        try (VirtualLoops loops = new VirtualLoops(Place.PLAINLY)) {
            Context context = loops.executor.<Context>spawn(cx -> Poll.ready(cx)).get();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.startVirtualThread(
                            () -> thrown.set(catchThrowable(() -> context.reactor().held())))
                    .join();
            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void dump_tellsOfTheLoopWhateverItDoes(Place place) throws Exception {
        try (VirtualLoops loops = new VirtualLoops(place)) {
            TaskFuture<?> sleep = loops.executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
            loops.awaitPark();
            assertThat(loops.executor.dump())
                    .contains("virtual threads run as HOSTED", "task of sleep(3600s)");
            assertThat(sleep.isDone()).isFalse();
            try (Held held = Held.on(loops.executor)) {
                assertThat(loops.executor.dump(1_000_000))
                        .contains("seen from outside", "bridge.Held.hold(");
            }
        }
    }

    @Test
    void stall_isReportedWithTheStackOfTheVirtualThread() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        try (BridgeExecutor executor =
                VirtualLoops.builder()
                        .stallLimit(Duration.ofMillis(20))
                        .uncaughtHandler((thread, thrown) -> reported.complete(thrown))
                        .build()) {
            try (Held held = Held.on(executor)) {
                assertThat(reported.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(CarrierStalledException.class)
                        .hasMessageContaining("virtual-loop-0")
                        .hasStackTraceContaining("bridge.Held.hold(");
            }
        }
    }
}
