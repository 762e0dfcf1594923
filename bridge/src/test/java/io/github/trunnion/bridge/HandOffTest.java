package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** No wake is lost between a foreign thread and a carrier that is about to park. */
class HandOffTest {
    private static final int HAND_OFFS = 200_000;

    /** Publishes its waker in its first poll, checks nothing there, and is ready in its second. */
    private static final class TwoPolls implements PollFuture<Integer> {
        private final AtomicReference<@Nullable Waker> published;
        int polls;

        TwoPolls(AtomicReference<@Nullable Waker> published) {
            this.published = published;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (++polls == 1) {
                published.set(cx.waker());
                return Poll.pending();
            }
            return Poll.ready(polls);
        }
    }

    @Test
    void e02_handOffs200000ToAPlainlyParkingCarrier_eachPolledTwice() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("plain").build()) {
            CarrierCounters after = handOff(executor, "plain");
            assertThat(after.parksPlain()).isPositive();
            assertThat(after.parksHook()).isZero();
        }
    }

    @Test
    void e02_handOffs200000ToACarrierParkedInAHook_eachPolledTwice() throws Exception {
        ManualHook hook = new ManualHook();
        try (BridgeExecutor executor = BridgeExecutor.builder().name("hook").build()) {
            hook.leaseOn(executor);
            CarrierCounters after = handOff(executor, "hook");
            assertThat(after.parksHook()).isPositive();
            assertThat(hook.unparks.get()).isBetween(1L, after.unparks());
        }
    }

    private static CarrierCounters handOff(BridgeExecutor executor, String how) throws Exception {
        long pollsBefore = executor.counters().polls();
        AtomicReference<@Nullable Waker> published = new AtomicReference<>();
        List<TwoPolls> futures = new ArrayList<>(HAND_OFFS);
        List<TaskFuture<Integer>> tasks = new ArrayList<>(HAND_OFFS);
        long start = System.nanoTime();
        for (int i = 0; i < HAND_OFFS; i++) {
            TwoPolls future = new TwoPolls(published);
            futures.add(future);
            tasks.add(executor.spawn(future));
            spinForWaker(published).wake();
        }
        for (TaskFuture<Integer> task : tasks) {
            assertThat(task.get()).isEqualTo(2);
        }
        long nanos = System.nanoTime() - start;
        // settles the counters: the carrier has parked again after its last unpark
        executor.spawn(cx -> Poll.ready(null)).get();
        CarrierCounters after = executor.counters();
        System.out.printf(
                "hand-off %s: %d ns each, %d parks, %d unparks%n",
                how, nanos / HAND_OFFS, after.parks(), after.unparks());
        assertThat(futures).allMatch(future -> future.polls == 2);
        assertThat(after.polls() - pollsBefore).isEqualTo(2L * HAND_OFFS + 1);
        assertThat(after.unparks()).isLessThanOrEqualTo(after.parks());
        return after;
    }

    private static Waker spinForWaker(AtomicReference<@Nullable Waker> published)
            throws InterruptedException {
        for (int spins = 0; ; spins++) {
            Waker waker = published.get();
            if (waker != null) {
                published.set(null);
                return waker;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (spins < 1_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /**
     * Each submit finds the carrier parked plainly or in the hook, by turns; a submitter that has
     * decided which park to end must end the one that the carrier is in.
     */
    @Test
    void e02_acquiringAndReleasingAHook200000TimesBetweenForeignSubmits_nothingLost()
            throws Exception {
        ManualHook hook = new ManualHook();
        try (BridgeExecutor executor = BridgeExecutor.builder().name("alternate").build()) {
            AtomicReference<@Nullable ReactorLease<ManualHook>> lease = new AtomicReference<>();
            PollFuture<Object> alternate =
                    cx -> {
                        ReactorLease<ManualHook> held = lease.get();
                        if (held == null) {
                            lease.set(cx.reactor().acquire(hook));
                        } else {
                            held.close();
                            lease.set(null);
                        }
                        return Poll.ready(hook);
                    };
            Semaphore window = new Semaphore(2);
            for (int i = 0; i < HAND_OFFS; i++) {
                window.acquire();
                executor.spawn(alternate).directCompletion().thenRun(window::release);
            }
            window.acquire(2);
            executor.spawn(cx -> Poll.ready(null)).get();
            CarrierCounters after = executor.counters();
            assertThat(after.polls()).isEqualTo(HAND_OFFS + 1L);
            assertThat(after.parksPlain()).isPositive();
            assertThat(after.parksHook()).isPositive();
            assertThat(after.unparks()).isLessThanOrEqualTo(after.parks());
            assertThat(hook.closes).hasValue(0);
        }
        assertThat(hook.closes).hasValue(1);
    }
}
