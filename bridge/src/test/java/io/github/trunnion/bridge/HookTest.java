package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The life of a well-behaved hook on a carrier. */
class HookTest {
    private final Uncaught uncaught = new Uncaught();
    private final ManualClock clock = new ManualClock();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("hooks").uncaughtHandler(uncaught).clock(clock).build();

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
        assertThat(uncaught.all()).isEmpty();
    }

    private static void awaitPark(ManualHook hook) {
        await().until(() -> hook.inPark && hook.parks.get() > 0);
    }

    @Test
    void h01_noTimer_parkIsAskedWithoutBound() throws Exception {
        ManualHook hook = new ManualHook().recording();
        hook.leaseOn(executor);
        awaitPark(hook);
        assertThat(hook.nanosSeen()).containsOnly(Long.MAX_VALUE);
    }

    @Test
    void h01_hookThatReturnsEarlyForNoReason_isParkedInAgain() throws Exception {
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        for (int i = 1; i <= 10; i++) {
            awaitPark(hook);
            long parks = hook.parks.get();
            hook.returnSpuriously();
            await().until(() -> hook.parks.get() > parks);
        }
        await().until(() -> executor.counters().spuriousReturns() == 10);
    }

    @Test
    void h01_negativeEventCount_isNoEvent() throws Exception {
        AtomicBoolean returned = new AtomicBoolean();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public int park(long nanos) throws IOException {
                        int unused = super.park(nanos);
                        returned.set(true);
                        return -5;
                    }
                };
        hook.leaseOn(executor);
        awaitPark(hook);
        hook.returnSpuriously();
        await().until(() -> returned.get() && hook.parks.get() == 2);
        assertThat(executor.counters().events()).isZero();
    }

    /** The waker fires on the carrier inside park, so nobody unparks: only mayBlock tells. */
    @Test
    void h02_wakerFiredInsideParkForATaskOfThisCarrier_neverSleptOver() throws Exception {
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        AtomicLong blocked = new AtomicLong();
        for (int i = 2; i <= 1_000; i++) {
            await().pollInterval(Duration.ofNanos(10_000)).until(() -> hook.inPark);
            long unparks = executor.counters().unparks();
            int polls = i;
            hook.event(
                    () -> {
                        if (!hook.host.mayBlock()) {
                            blocked.incrementAndGet();
                        }
                        probe.waker.wake();
                        if (hook.host.mayBlock()) {
                            blocked.incrementAndGet();
                        }
                    });
            await().pollInterval(Duration.ofNanos(10_000)).until(() -> probe.polls.get() == polls);
            assertThat(executor.counters().unparks()).isEqualTo(unparks);
        }
        assertThat(blocked).hasValue(0);
        assertThat(hook.parkThread).isSameAs(hook.host.thread());
        assertThat(executor.counters().events()).isEqualTo(999);
        task.cancel(true);
    }

    /** The wake comes from the hook itself, before it looks for events. */
    @Test
    void h02_parkEntersWithAWakeAlreadyMade_mayNotBlock() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        Waker[] waker = new Waker[1];
        ManualHook hook =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) {
                        Waker w = waker[0];
                        if (w != null && nanos == Long.MAX_VALUE) {
                            waker[0] = null;
                            w.wake(); // before blocking, on the carrier
                        }
                    }
                };
        hook.leaseOn(executor);
        executor.spawn(
                        cx -> {
                            twice.countDown();
                            if (twice.getCount() == 0) {
                                return Poll.ready(1);
                            }
                            waker[0] = cx.waker();
                            return Poll.pending();
                        })
                .get();
        assertThat(twice.getCount()).isZero();
    }

    /** The park was begun without a bound; the timer must not wait for somebody's submit. */
    @Test
    void h02_wakerFiredInsideParkArmsATimer_theParkMayNotBlock() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        Timers timers = executor.<Timers>spawn(cx -> Poll.ready(cx.timers())).get();
        AtomicBoolean armed = new AtomicBoolean();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) {
                        if (nanos > 0 && !armed.getAndSet(true)) {
                            timers.wakeAfter(0, fired::countDown);
                        }
                    }
                };
        hook.leaseOn(executor);
        assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void h02_wakerFiredInsideParkMovesToAnotherHook_theParkMayNotBlock() throws Exception {
        CarrierSlot slot = executor.<CarrierSlot>spawn(cx -> Poll.ready(carrierSlot(cx))).get();
        ManualHook second = new ManualHook() {};
        AtomicReference<ReactorLease<ManualHook>> lease = new AtomicReference<>();
        ManualHook first =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) {
                        if (nanos > 0) {
                            lease.get().close();
                            slot.acquire(second);
                        }
                    }
                };
        executor.spawn(
                        cx -> {
                            lease.set(
                                    cx.reactor()
                                            .acquire(
                                                    ManualHook.class,
                                                    host -> {
                                                        first.host = host;
                                                        return first;
                                                    }));
                            return Poll.ready(1);
                        })
                .get();
        await().until(() -> second.inPark);
        assertThat(first.closes).hasValue(1);
        assertThat(first.parks).hasValue(1);
    }

    private static CarrierSlot carrierSlot(Context cx) {
        return (CarrierSlot) cx.reactor();
    }

    @Test
    void h03_unparkedBeforeItsFirstPark_theParkReturnsAndTheNextOneBlocks() throws Exception {
        ManualHook hook = new ManualHook();
        hook.unpark();
        hook.unpark();
        hook.leaseOn(executor);
        await().until(() -> hook.parks.get() == 2 && hook.inPark);
        await().during(Duration.ofMillis(100)).until(() -> hook.parks.get() == 2);
    }

    @Test
    void h07_timersBoundThePark_nanosAreTheTimeToTheNextDeadline() throws Exception {
        ManualHook hook = new ManualHook().recording();
        hook.leaseOn(executor);
        TaskFuture<?> late = executor.spawn(PollFutures.sleep(Duration.ofHours(2)));
        TaskFuture<?> early = executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
        await().until(() -> hook.nanosSeen().contains(Duration.ofHours(1).toNanos()));
        clock.advance(Duration.ofMinutes(59).toNanos());
        await().until(() -> hook.nanosSeen().contains(Duration.ofMinutes(1).toNanos()));
        assertThat(early.isDone()).isFalse();
        clock.advance(Duration.ofMinutes(1).toNanos());
        early.get();
        await().until(() -> hook.inPark);
        clock.advance(1);
        await().until(() -> hook.nanosSeen().getLast().equals(Duration.ofHours(1).toNanos() - 1));
        assertThat(late.isDone()).isFalse();
        assertThat(late.cancel(true)).isTrue();
        await().until(() -> hook.nanosSeen().getLast() == Long.MAX_VALUE);
    }

    /** The event waits in the hook before the self-wakes begin; two looks must find it. */
    @Test
    void h08_millionSelfWakesBesideAHookEvent_servedWithinTwoTurns() throws Exception {
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        AtomicLong turnsAtEvent = new AtomicLong(-1);
        AtomicLong pollsAtEvent = new AtomicLong(-1);
        int[] polls = new int[1];
        TaskFuture<Integer> spinner =
                executor.spawn(
                        cx -> {
                            if (polls[0]++ == 100_000) {
                                long turns = hook.turns.get();
                                long seen = polls[0];
                                hook.event(
                                        () -> {
                                            turnsAtEvent.set(hook.turns.get() - turns);
                                            pollsAtEvent.set(polls[0] - seen);
                                        });
                            }
                            if (polls[0] == 1_000_000) {
                                return Poll.ready(polls[0]);
                            }
                            cx.waker().wake();
                            return Poll.pending();
                        });
        assertThat(spinner.get()).isEqualTo(1_000_000);
        assertThat(turnsAtEvent.get()).isBetween(1L, 2L);
        assertThat(pollsAtEvent.get()).isBetween(1L, 900_000L);
        assertThat(executor.counters().turns()).isEqualTo(hook.turns.get());
        System.out.println("figure self-wakes before the event: " + pollsAtEvent.get());
    }

    @Test
    void h09_executorCloses_theHookIsClosedOnceAfterItsLastParkAndALateUnparkIsHarmless()
            throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        awaitPark(hook);
        executor.close();
        assertThat(hook.closes).hasValue(1);
        assertThat(hook.inPark).isFalse();
        long parks = hook.parks.get();
        assertThatCode(hook::unpark).doesNotThrowAnyException();
        assertThatCode(lease::close).doesNotThrowAnyException();
        executor.close();
        assertThat(hook.closes).hasValue(1);
        assertThat(hook.parks).hasValue(parks);
    }

    @Test
    void h09_hookParkedInWhileAnotherKindReplacesIt_closedOnceAfterItsPark() throws Exception {
        ManualHook first = new ManualHook();
        ReactorLease<ManualHook> lease = first.leaseOn(executor);
        awaitPark(first);
        ManualHook second = new ManualHook() {};
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong closesInside = new AtomicLong(-1);
        Waker[] armed = new Waker[1];
        Probe<Integer> probe = new Probe<>();
        executor.spawn(probe);
        probe.polled.await();
        armed[0] = probe.waker;
        CarrierSlot slot = executor.spawn(cx -> Poll.ready((CarrierSlot) cx.reactor())).get();
        awaitPark(first);
        first.event(
                () -> {
                    lease.close();
                    slot.acquire(second);
                    closesInside.set(first.closes.get());
                    armed[0].wake();
                    done.countDown();
                });
        done.await();
        await().until(() -> second.inPark);
        assertThat(closesInside).hasValue(0);
        assertThat(first.closes).hasValue(1);
        executor.close(Duration.ZERO);
        assertThat(first.closes).hasValue(1);
        assertThat(second.closes).hasValue(1);
    }
}
