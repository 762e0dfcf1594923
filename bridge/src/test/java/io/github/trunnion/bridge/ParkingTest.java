package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHook;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** How a carrier waits, and what it costs others to wake it. */
class ParkingTest {
    @Test
    void e03_millionForeignSubmitsWhileBusy_unparkAtMostOnce() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("busy").build()) {
            int submits = 1_000_000;
            CountDownLatch all = new CountDownLatch(submits);
            long before;
            try (Held held = Held.on(executor)) {
                before = executor.counters().unparks();
                for (int i = 0; i < submits; i++) {
                    executor.execute(all::countDown);
                }
                assertThat(executor.counters().unparks() - before).isLessThanOrEqualTo(1);
            }
            all.await();
            System.out.println("figure unparks: " + (executor.counters().unparks() - before));
            assertThat(executor.counters().unparks() - before).isLessThanOrEqualTo(1);
            assertThat(executor.counters().runnables()).isEqualTo(submits + 1L);
            assertThat(executor.counters().foreignSubmits()).isEqualTo(submits + 1L);
        }
    }

    @Test
    void e03_millionForeignSubmitsToAFreeCarrier_unparksNeverExceedParks() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("free").build()) {
            int submits = 1_000_000;
            CountDownLatch all = new CountDownLatch(submits);
            for (int i = 0; i < submits; i++) {
                executor.execute(all::countDown);
            }
            all.await();
            executor.spawn(cx -> Poll.ready(null)).get();
            CarrierCounters after = executor.counters();
            System.out.println("figure unparks of a million submits: " + after.unparks());
            assertThat(after.unparks()).isLessThanOrEqualTo(after.parks());
        }
    }

    @Test
    void e03_wakesOnTheCarrierItself_unparkNothing() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("own").build()) {
            CountDownLatch all = new CountDownLatch(10_000);
            try (Held held = Held.on(executor)) {
                executor.execute(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                executor.execute(all::countDown);
                            }
                        });
            }
            all.await();
            CarrierCounters after = executor.counters();
            assertThat(after.foreignSubmits()).isEqualTo(2);
            assertThat(after.unparks()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void h04_idleWithARegisteredHook_noContextSwitchAndNoParkInThreeSeconds() throws Exception {
        assumeTrue(Process.hasTasks());
        try (BridgeExecutor executor = BridgeExecutor.builder().name("idle-hk").build()) {
            ManualHook hook = new ManualHook();
            hook.leaseOn(executor);
            String thread = Process.threadId("idle-hk-0");
            await().until(() -> hook.inPark && hook.parks.get() > 0);
            await().during(Duration.ofMillis(200)).until(() -> hook.parks.get() == 1);
            assertNothingHappens(executor, thread);
            assertThat(hook.parks).hasValue(1);
        }
    }

    @Test
    void e09_idleWithoutAHook_noContextSwitchAndNoParkInThreeSeconds() throws Exception {
        assumeTrue(Process.hasTasks());
        try (BridgeExecutor executor = BridgeExecutor.builder().name("idle-pl").build()) {
            executor.spawn(cx -> Poll.ready(null)).get();
            String thread = Process.threadId("idle-pl-0");
            await().until(() -> executor.counters().parksPlain() > 0);
            await().during(Duration.ofMillis(200)).until(() -> true);
            assertNothingHappens(executor, thread);
        }
    }

    private static void assertNothingHappens(BridgeExecutor executor, String thread) {
        long switches = Process.voluntarySwitches(thread);
        CarrierCounters before = executor.counters();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () ->
                                Process.voluntarySwitches(thread) == switches
                                        && executor.counters().equals(before));
    }

    /** The hook has nothing to wait for, so the carrier waits without it; then it has. */
    @Test
    void h04_hookWithoutInterest_carrierParksPlainlyUntilItHasInterest() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("interest").build()) {
            ManualHook hook = new ManualHook();
            hook.interest = false;
            hook.leaseOn(executor);
            long before = executor.counters().parksPlain();
            executor.execute(() -> {});
            await().until(() -> executor.counters().parksPlain() > before);
            assertThat(hook.parks).hasValue(0);
            executor.execute(() -> hook.interest = true);
            await().until(() -> hook.inPark);
            assertThat(executor.counters().parksHook()).isEqualTo(1);
        }
    }

    /** The executor works all the same when user code takes the permit of its thread. */
    @Test
    void e02_userCodeThatEatsOrLeavesPermitsOfItsThread_losesNoWake() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("permits").build()) {
            for (int i = 0; i < 2_000; i++) {
                boolean eats = i % 2 == 0;
                Probe<Integer> probe =
                        new Probe<>(
                                cx -> {
                                    Thread carrier = Thread.currentThread();
                                    LockSupport.unpark(carrier);
                                    if (eats) {
                                        LockSupport.park();
                                    }
                                    return Poll.pending();
                                });
                TaskFuture<Integer> task = executor.spawn(probe);
                probe.wake();
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(1_000))
                        .until(() -> probe.polls.get() == 2);
                task.cancel(true);
            }
        }
    }

    @Test
    void h03_plainPark_unparkBeforeParkEndsItAtOnceAndSeveralCoalesce() throws Exception {
        PlainPark park = new PlainPark(Thread.currentThread());
        park.unpark();
        park.unpark();
        assertThat(park.park(Long.MAX_VALUE)).isZero();
        park.unpark();
        assertThat(park.park(0)).isZero();
        // the permit is spent: this one ends by time
        long start = System.nanoTime();
        park.park(1_000_000);
        LockSupport.unpark(Thread.currentThread());
        park.park(Long.MAX_VALUE); // a stray permit of the thread ends it early
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void h01_negativeNanos_refusedByPlainParkAndByAHookOfFunctions() {
        PlainPark park = new PlainPark(Thread.currentThread());
        assertThatThrownBy(() -> park.park(-1)).isInstanceOf(IllegalArgumentException.class);
        ReactorHook hook = ReactorHook.of(nanos -> 0, () -> {});
        assertThatThrownBy(() -> hook.park(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void e09_mailboxWithAnyHook_enterParkFailsAfterASignalAndUnparksTheHookThatIsParked()
            throws Exception {
        Tally tally = new Tally();
        Mailbox mailbox = new Mailbox(tally, (hook, failure) -> {});
        ManualHook first = new ManualHook();
        ManualHook second = new ManualHook();
        mailbox.signal();
        assertThat(mailbox.enterPark(first)).isFalse();
        assertThat(mailbox.enterPark(first)).isTrue();
        assertThat(mailbox.toString()).contains("ManualHook");
        mailbox.signal();
        mailbox.signal();
        assertThat(mailbox.leavePark()).isTrue();
        assertThat(mailbox.enterPark(second)).isTrue();
        assertThat(mailbox.leavePark()).isFalse();
        assertThat(mailbox.enterPark(second)).isTrue();
        mailbox.signal();
        assertThat(first.unparks).hasValue(1);
        assertThat(second.unparks).hasValue(1);
        assertThat(tally.snapshot().unparks()).isEqualTo(2);
        assertThat(mailbox.tryClose()).isFalse();
        assertThat(mailbox.tryClose()).isTrue();
    }
}
