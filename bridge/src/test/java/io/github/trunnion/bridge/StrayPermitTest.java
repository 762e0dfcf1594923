package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Permits that nobody of the library has given to a carrier's thread.
 *
 * <p>The permit of a thread belongs to nobody: like every blocking call of java.util.concurrent, a
 * run may take one that is there, and may leave one. It neither ends the run nor causes a poll;
 * code of the user that parks looks at its own condition again.
 */
class StrayPermitTest {

    private static Thread threadOf(BridgeExecutor executor) throws Exception {
        return executor.spawn(cx -> Poll.ready(Thread.currentThread())).get();
    }

    private static void awaitParked(BridgeExecutor executor, Thread carrier, long returns) {
        while (executor.counters().spuriousReturns() < returns
                || executor.counters().parks() == 0
                || carrier.getState() == Thread.State.RUNNABLE) {
            Spin.once();
        }
    }

    @Test
    void h03_strayUnparkOfAParkedCarrier_endsOnePark() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("stray").build()) {
            Thread carrier = threadOf(executor);
            awaitParked(executor, carrier, 0);
            CarrierCounters before = executor.counters();
            int strays = 2_000;
            for (int i = 1; i <= strays; i++) {
                LockSupport.unpark(carrier);
                awaitParked(executor, carrier, before.spuriousReturns() + i);
            }
            assertThat(threadOf(executor)).isSameAs(carrier);
            CarrierCounters after = executor.counters();
            assertThat(after.spuriousReturns() - before.spuriousReturns()).isEqualTo(strays);
            assertThat(after.polls() - before.polls()).isEqualTo(1);
            assertThat(after.foreignSubmits() - before.foreignSubmits()).isEqualTo(1);
        }
    }

    /** Several permits are one; the carrier never returns more often than it was unparked. */
    @Test
    void h03_stormOfStrayUnparksBesideWakes_neitherSpinsNorLosesAWake() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("storm").build()) {
            Thread carrier = threadOf(executor);
            Probe<Integer> probe = new Probe<>();
            executor.spawn(probe);
            probe.polled.await();
            int strays = 100_000;
            Thread storm =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < strays; i++) {
                                            LockSupport.unpark(carrier);
                                        }
                                    });
            int wakes = 0;
            while (storm.isAlive() || wakes < 1_000) {
                wakes++;
                probe.waker.wake();
                while (probe.polls.get() == wakes) {
                    Spin.once();
                }
            }
            storm.join();
            assertThat(probe.polls).hasValue(wakes + 1);
            CarrierCounters after = executor.counters();
            assertThat(after.spuriousReturns()).isLessThanOrEqualTo(strays);
            assertThat(after.unparks()).isLessThanOrEqualTo(after.parks());
            executor.close(Duration.ZERO);
        }
    }

    @Test
    void h07_strayUnparkBeforeADeadline_firesNothingEarly() throws Exception {
        ManualClock clock = new ManualClock();
        try (BridgeExecutor executor =
                BridgeExecutor.builder().name("early").clock(clock).build()) {
            Thread carrier = threadOf(executor);
            TaskFuture<?> sleep = executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
            while (executor.counters().polls() < 2) {
                Spin.once();
            }
            awaitParked(executor, carrier, 0);
            long before = executor.counters().spuriousReturns();
            for (int i = 1; i <= 100; i++) {
                LockSupport.unpark(carrier);
                awaitParked(executor, carrier, before + i);
            }
            assertThat(executor.counters().polls()).isEqualTo(2);
            clock.advance(Duration.ofHours(1).toNanos());
            sleep.get();
            assertThat(executor.counters().polls()).isEqualTo(3);
        }
    }

    /** A selector does not sleep on the permit. */
    @Test
    void h03_strayUnparksOfACarrierInASelector_endNoPark() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("select").build();
                PollPipe pipe = PollPipe.open()) {
            TaskFuture<Integer> read = executor.spawn(pipe.read(ByteBuffer.allocate(1)));
            Thread carrier = threadOf(executor);
            while (executor.counters().parksHook() == 0) {
                Spin.once();
            }
            CarrierCounters before = executor.counters();
            for (int i = 0; i < 100; i++) {
                LockSupport.unpark(carrier);
            }
            assertThat(threadOf(executor)).isSameAs(carrier);
            CarrierCounters after = executor.counters();
            assertThat(after.spuriousReturns()).isEqualTo(before.spuriousReturns());
            assertThat(after.unparks() - before.unparks()).isBetween(0L, 1L);
            assertThat(after.polls() - before.polls()).isEqualTo(1);
            read.cancel(true);
        }
    }

    @Test
    void e02_permitLeftByAPoll_endsTheNextParkOnceAndWakesAreSeen() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("left").build()) {
            Thread carrier = threadOf(executor);
            Probe<Integer> probe =
                    new Probe<>(
                            cx -> {
                                LockSupport.unpark(Thread.currentThread());
                                return Poll.pending();
                            });
            executor.spawn(probe);
            for (int i = 1; i <= 500; i++) {
                awaitParked(executor, carrier, i);
                assertThat(probe.polls).hasValue(i);
                probe.waker.wake();
            }
            awaitParked(executor, carrier, 501);
            assertThat(executor.counters().spuriousReturns()).isEqualTo(501);
            assertThat(probe.polls).hasValue(501);
            executor.close(Duration.ZERO);
        }
    }

    /** What a thread is found to do after a run that its permit met. */
    private record Ran(Object value, int polls, long spurious) {}

    /** The user's thread has a permit, and gets more of them during the run. */
    @Test
    void e11_permitsOfTheUsersThread_neitherEndARunNorCauseAPoll() throws Exception {
        Promise<String> end = new Promise<>();
        AtomicReference<Carrier> carrier = new AtomicReference<>();
        Probe<String> probe =
                new Probe<>(
                        cx -> {
                            carrier.set(LoopThread.current());
                            return end.poll(cx);
                        });
        CompletableFuture<Ran> ran = new CompletableFuture<>();
        Thread user =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    LockSupport.unpark(Thread.currentThread());
                                    try {
                                        String value = BlockOn.run(probe);
                                        ran.complete(
                                                new Ran(
                                                        value,
                                                        probe.polls.get(),
                                                        carrier.get()
                                                                .counters()
                                                                .spuriousReturns()));
                                    } catch (Throwable thrown) {
                                        ran.completeExceptionally(thrown);
                                    }
                                });
        while (carrier.get() == null) {
            Spin.once();
        }
        for (int i = 1; i <= 100; i++) {
            while (carrier.get().counters().spuriousReturns() < i
                    || user.getState() == Thread.State.RUNNABLE) {
                Spin.once();
            }
            if (i < 100) {
                LockSupport.unpark(user);
            }
        }
        assertThat(ran).isNotDone();
        end.complete("value");
        assertThat(ran.get()).isEqualTo(new Ran("value", 2, 100));
    }

    /** Decided: a run that does not park does not touch the permit. */
    @Test
    void e11_runOfAFutureThatIsReady_leavesTheUsersPermit() throws Exception {
        LockSupport.unpark(Thread.currentThread());
        BlockOn.run(PollFutures.ready(1));
        BlockOn.run(PollFutures.yieldNow());
        long start = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    /** Decided: a permit given during a run may be gone; who parks on a condition is not hurt. */
    @Test
    void e11_conditionMadeTrueDuringARun_isSeenByTheParkAfterIt() throws Exception {
        for (int i = 0; i < 500; i++) {
            AtomicReference<String> condition = new AtomicReference<>();
            Promise<String> end = new Promise<>();
            Thread user = Thread.currentThread();
            Thread other =
                    Thread.startVirtualThread(
                            () -> {
                                condition.set("true");
                                LockSupport.unpark(user);
                                end.complete("end");
                            });
            assertThat(BlockOn.<String>run(end)).isEqualTo("end");
            while (condition.get() == null) {
                LockSupport.park();
            }
            other.join();
        }
    }
}
