package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Wakers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Hooks that break their contract: the carrier goes on. */
class HookFailureTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("failing").uncaughtHandler(uncaught).build();

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
        assertThat(executor.isClosed()).isTrue();
    }

    /** Throws from park when told to. */
    private static final class Throwing extends ManualHook {
        volatile Throwable next;

        @Override
        void beforePark(long nanos) throws IOException {
            Throwable thrown = next;
            if (thrown != null) {
                sneak(thrown);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <X extends Throwable> void sneak(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }

    private boolean holds(Predicate<Context> condition) throws Exception {
        return executor.<Boolean>spawn(cx -> Poll.ready(condition.test(cx))).get();
    }

    private void assertGoesOn() throws Exception {
        assertThat(executor.<Integer>spawn(cx -> Poll.ready(7)).get()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, RuntimeException.class, StackOverflowError.class})
    void h05_parkThrows_slotIsFreeWakersFireLeasesNameTheCauseAndPlainParkingGoesOn(
            Class<? extends Throwable> kind) throws Exception {
        Throwable cause = kind.getDeclaredConstructor(String.class).newInstance("broken");
        Throwing hook = new Throwing();
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        CountDownLatch woken = new CountDownLatch(1);
        hook.next = cause;
        executor.execute(() -> hook.event(woken::countDown));
        woken.await();
        assertGoesOn();
        assertThat(hook.failures).containsExactly(cause);
        assertThat(hook.closes).hasValue(1);
        assertThatThrownBy(lease::hook)
                .isInstanceOf(ReactorFailedException.class)
                .hasMessageContaining("Throwing")
                .cause()
                .isSameAs(cause);
        assertThat(holds(cx -> lease.isCurrent(cx.reactor()))).isFalse();
        assertThat(holds(cx -> cx.reactor().held() == null)).isTrue();
        assertThat(uncaught.all()).isEqualTo(cause instanceof Error ? List.of(cause) : List.of());
        lease.close();
        // a new hook gets the slot, and its leases are counted afresh
        ManualHook second = new ManualHook();
        second.leaseOn(executor);
        await().until(() -> second.inPark);
    }

    @Test
    void h05_eachNewHookThrowsAlways_carrierGoesOnWithEach() throws Exception {
        for (int i = 0; i < 100; i++) {
            Throwing hook = new Throwing();
            hook.next = new IOException("always");
            hook.leaseOn(executor);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofNanos(100_000))
                    .until(() -> hook.closes.get() == 1);
            assertThat(hook.failures).hasSize(1);
            assertGoesOn();
        }
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void h05_hasInterestThrows_sameAsPark() throws Exception {
        RuntimeException cause = new RuntimeException("interest");
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public boolean hasInterest() {
                        throw cause;
                    }
                };
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        assertGoesOn();
        await().until(() -> hook.closes.get() == 1);
        assertThat(hook.failures).containsExactly(cause);
        assertThatThrownBy(lease::hook).isInstanceOf(ReactorFailedException.class);
    }

    @Test
    void h05_turnThrowsWhileTasksRun_sameAsParkAndTheTasksGoOn() throws Exception {
        Throwing hook = new Throwing();
        hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        hook.next = new IOException("turn");
        int[] polls = new int[1];
        assertThat(
                        executor.<Integer>spawn(
                                        cx -> {
                                            if (++polls[0] == 200_000) {
                                                return Poll.ready(polls[0]);
                                            }
                                            cx.waker().wake();
                                            return Poll.pending();
                                        })
                                .get())
                .isEqualTo(200_000);
        assertThat(hook.closes).hasValue(1);
        assertThat(hook.failures).hasSize(1);
    }

    @Test
    void h05_failedAndCloseThrowToo_reportedAndTheCarrierGoesOn() throws Exception {
        ManualHook hook =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) throws IOException {
                        throw new IOException("park");
                    }

                    @Override
                    public void failed(Throwable cause) {
                        throw new IllegalStateException("failed");
                    }

                    @Override
                    public void close() {
                        super.close();
                        throw new IllegalStateException("close");
                    }
                };
        hook.leaseOn(executor);
        await().until(() -> uncaught.count() == 2);
        assertGoesOn();
        assertThat(uncaught.all()).extracting(Throwable::getMessage).contains("failed", "close");
        assertThat(hook.closes).hasValue(1);
    }

    @Test
    void h05_unparkThrows_submitSucceedsAndTheThrowIsReportedWithTheHooksName() throws Exception {
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public void unpark() {
                        super.unpark();
                        throw new IllegalStateException("unpark");
                    }
                };
        hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        assertGoesOn();
        assertThat(uncaught.all())
                .isNotEmpty()
                .allSatisfy(
                        t -> {
                            assertThat(t).hasMessageContaining("H3");
                            assertThat(t.getCause()).hasMessage("unpark");
                        });
    }

    @Test
    void h05_hookWhoseToStringThrows_isReportedAllTheSameAndNobodyElseIsHurt() throws Exception {
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public int park(long nanos) {
                        return 0;
                    }

                    @Override
                    public void unpark() {
                        throw new IllegalStateException("unpark");
                    }

                    @Override
                    public String toString() {
                        throw new IllegalStateException("toString");
                    }
                };
        hook.leaseOn(executor);
        await().until(() -> uncaught.count() > 0);
        for (int i = 0; i < 1_000; i++) {
            assertGoesOn();
        }
        executor.close();
        assertThat(hook.closes).hasValue(1);
    }

    @Test
    void h05_closeThrowsAtTheEndOfTheExecutor_reportedAndTheExecutorIsClosed() throws Exception {
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public void close() {
                        super.close();
                        throw new AssertionError("close");
                    }
                };
        hook.leaseOn(executor);
        executor.close();
        assertThat(hook.closes).hasValue(1);
        assertThat(uncaught.all()).singleElement().isInstanceOf(AssertionError.class);
    }

    /** Counts calls of park against the plain pauses between them: no clock is involved. */
    @Test
    void h06_hookThatSpins_reportedOnceThenAskedOncePerPauseWhileTasksAreServed() throws Exception {
        AtomicLong parks = new AtomicLong();
        AtomicLong unparks = new AtomicLong();
        ReactorHook spinning =
                ReactorHook.of(
                        nanos -> {
                            parks.incrementAndGet();
                            return 0;
                        },
                        unparks::incrementAndGet);
        executor.spawn(cx -> Poll.ready(cx.reactor().acquire(spinning))).get();
        await().until(() -> uncaught.count() == 1);
        assertThat(uncaught.all().getFirst()).hasMessageContaining("512");
        long plainBefore = executor.counters().parksPlain();
        long parksBefore = parks.get();
        await().until(() -> executor.counters().parksPlain() - plainBefore >= 200);
        // the plain parks are read after the hook parks: each but the last has its pause
        long asked = parks.get() - parksBefore;
        long pauses = executor.counters().parksPlain() - plainBefore;
        assertThat(asked).isLessThanOrEqualTo(pauses + 1);
        // a wake ends the back-off; the tasks are served and it is not reported again
        for (int i = 0; i < 100; i++) {
            assertGoesOn();
        }
        assertThat(uncaught.count()).isEqualTo(1);
    }

    @Test
    void h06_hookThatReturnsOftenWithEvents_isNotTakenForSpinning() throws Exception {
        AtomicLong parks = new AtomicLong();
        ReactorHook busy =
                ReactorHook.of(
                        nanos -> {
                            parks.incrementAndGet();
                            return 1;
                        },
                        () -> {});
        executor.spawn(cx -> Poll.ready(cx.reactor().acquire(busy))).get();
        await().until(() -> parks.get() > 10_000);
        assertThat(uncaught.all()).isEmpty();
        assertThat(executor.counters().parksHook()).isGreaterThan(5_000);
    }

    @Test
    void h05_wakerThatFiresWhenItsHookFails_findsTheFailureInItsLease() throws Exception {
        IOException cause = new IOException("broken");
        AtomicReference<ReactorLease<ManualHook>> lease = new AtomicReference<>();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) throws IOException {
                        if (lease.get() != null) {
                            throw cause;
                        }
                    }

                    @Override
                    public void failed(Throwable thrown) {
                        super.failed(thrown);
                        Wakers.fire(() -> seen.set(catchThrowable(() -> lease.get().hook())));
                    }
                };
        lease.set(hook.leaseOn(executor));
        hook.returnSpuriously();
        await().until(() -> hook.closes.get() == 1);
        assertThat(seen.get()).isInstanceOf(ReactorFailedException.class).hasCause(cause);
    }

    /** The failure is found right before a park, and nobody submits anything after it. */
    @Test
    void h05_hasInterestThrowsBeforeAPark_pendingTasksArePolledBeforeIt() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public boolean hasInterest() {
                        if (broken.get()) {
                            throw new IllegalStateException("interest");
                        }
                        return true;
                    }
                };
        hook.leaseOn(executor);
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        hook.event(() -> broken.set(true));
        await().until(() -> probe.polls.get() == 2);
        task.cancel(true);
    }
}
