package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Throwing;
import io.github.trunnion.futures.Wakers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Contexts and the reactor slot. */
class SlotTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("slots").uncaughtHandler(uncaught).build();

    /** Another kind of hook. */
    private static final class OtherHook extends ManualHook {}

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
        assertThat(uncaught.all()).isEmpty();
    }

    /** Runs the function inside a poll. */
    private static <R> R inPoll(BridgeExecutor executor, Throwing.Function<Context, R> function)
            throws Exception {
        try {
            return executor.<R>spawn(cx -> Poll.ready(function.apply(cx))).get();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private <R> R inPoll(Throwing.Function<Context, R> function) throws Exception {
        return inPoll(executor, function);
    }

    private boolean holds(Throwing.Function<Context, Boolean> condition) throws Exception {
        return this.<Boolean>inPoll(condition);
    }

    @Test
    void c01_contextOfATask_givesWakerSlotAndTimersOfItsCarrier() throws Exception {
        inPoll(
                cx -> {
                    assertThat(cx.waker()).isSameAs(cx.waker());
                    assertThat(cx.reactor()).isSameAs(cx.reactor());
                    assertThat(cx.timers().nanoTime()).isLessThanOrEqualTo(System.nanoTime());
                    assertThat(cx.reactor().held()).isNull();
                    return null;
                });
    }

    @Test
    void c02_acquireOfAKind_createsOneHookWithItsHostThenLeasesTheSame() throws Exception {
        int[] created = new int[1];
        List<ReactorLease<ManualHook>> leases = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            leases.add(
                    inPoll(
                            cx ->
                                    cx.reactor()
                                            .acquire(
                                                    ManualHook.class,
                                                    host -> {
                                                        created[0]++;
                                                        assertThat(host.thread())
                                                                .isSameAs(Thread.currentThread());
                                                        assertThat(host.mayBlock()).isTrue();
                                                        ManualHook hook = new ManualHook();
                                                        hook.host = host;
                                                        return hook;
                                                    })));
        }
        assertThat(created[0]).isEqualTo(1);
        assertThat(leases).extracting(ReactorLease::hook).containsOnly(leases.getFirst().hook());
        assertThat(holds(cx -> leases.getFirst().isCurrent(cx.reactor()))).isTrue();
        leases.getFirst().close();
        assertThat(holds(cx -> leases.get(0).isCurrent(cx.reactor()))).isFalse();
        assertThat(holds(cx -> leases.get(1).isCurrent(cx.reactor()))).isTrue();
        assertThatThrownBy(() -> leases.get(0).hook()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void c02_acquireOfAnInstance_leasesExactlyThatOneJudgedByIsSame() throws Exception {
        ManualHook hook = new ManualHook();
        ManualHook face =
                new ManualHook() {
                    @Override
                    public boolean isSame(ReactorHook other) {
                        return other == hook;
                    }
                };
        ReactorLease<ManualHook> first = inPoll(cx -> cx.reactor().acquire(hook));
        ReactorLease<ManualHook> second = inPoll(cx -> cx.reactor().acquire(hook));
        assertThat(second.hook()).isSameAs(first.hook()).isSameAs(hook);
        ReactorLease<ManualHook> third = inPoll(cx -> cx.reactor().acquire(face));
        assertThat(third).isNotNull();
        ReactorHook held = inPoll(cx -> cx.reactor().held());
        assertThat(held).isSameAs(hook);
    }

    @Test
    void c02_factoryThatAcquiresItself_theLoserIsClosed() throws Exception {
        ManualHook winner = new ManualHook();
        ManualHook loser = new ManualHook();
        ReactorLease<ManualHook> lease =
                inPoll(
                        cx ->
                                cx.reactor()
                                        .acquire(
                                                ManualHook.class,
                                                host -> {
                                                    cx.reactor().acquire(winner);
                                                    return loser;
                                                }));
        assertThat(lease.hook()).isSameAs(winner);
        assertThat(loser.closes).hasValue(1);
        assertThat(winner.closes).hasValue(0);
    }

    @Test
    void c02_factoryThatAcquiresAnotherKind_conflictAndWhatItMadeIsClosed() throws Exception {
        ThirdHook made = new ThirdHook();
        ManualHook held = new ManualHook();
        assertThatThrownBy(
                        () ->
                                inPoll(
                                        cx ->
                                                cx.reactor()
                                                        .acquire(
                                                                ThirdHook.class,
                                                                host -> {
                                                                    cx.reactor().acquire(held);
                                                                    return made;
                                                                })))
                .isInstanceOf(ReactorConflictException.class);
        assertThat(made.closes).isEqualTo(1);
        assertThat(held.closes).hasValue(0);
    }

    @Test
    void c02_factoryThrowsOrReturnsNull_slotStaysAsItWas() throws Exception {
        assertThatThrownBy(
                        () ->
                                inPoll(
                                        cx ->
                                                cx.reactor()
                                                        .acquire(
                                                                ManualHook.class,
                                                                host -> {
                                                                    throw new IOException("no");
                                                                })))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThatThrownBy(() -> inPoll(cx -> cx.reactor().acquire(ManualHook.class, host -> null)))
                .isInstanceOf(NullPointerException.class);
        assertThat(holds(cx -> cx.reactor().held() == null)).isTrue();
    }

    @Test
    void c03_hookAcquiredFiveContextsDeep_carrierParksInIt() throws Exception {
        ManualHook hook = new ManualHook();
        PollFuture<Integer> deep =
                cx -> {
                    cx.reactor().acquire(hook);
                    return Poll.ready(5);
                };
        for (int i = 0; i < 5; i++) {
            PollFuture<Integer> child = deep;
            deep = cx -> child.poll(cx.withWaker(new CountingWaker()));
        }
        assertThat(executor.spawn(deep).get()).isEqualTo(5);
        await().until(() -> hook.inPark);
    }

    @Test
    void c04_anotherKindOrInstanceWhileLeased_conflictNamesBothAndTheLeasesAndHurtsNothing()
            throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> first = inPoll(cx -> cx.reactor().acquire(hook));
        inPoll(cx -> cx.reactor().acquire(hook));
        assertThatThrownBy(
                        () ->
                                inPoll(
                                        cx ->
                                                cx.reactor()
                                                        .acquire(
                                                                ThirdHook.class,
                                                                host -> new ThirdHook())))
                .isInstanceOf(ReactorConflictException.class)
                .hasMessageContainingAll("ManualHook", ThirdHook.class.getName(), "2 open leases")
                .hasMessageContaining("diagnostics")
                .hasNoCause();
        OtherHook other = new OtherHook();
        assertThatThrownBy(() -> inPoll(cx -> cx.reactor().acquire(other)))
                .isInstanceOf(ReactorConflictException.class)
                .hasMessageContaining("OtherHook");
        assertThat(other.closes).hasValue(0);
        assertThat(executor.counters().conflicts()).isEqualTo(2);
        assertThat(holds(cx -> first.isCurrent(cx.reactor()))).isTrue();
        await().until(() -> hook.inPark);
    }

    @Test
    void c04_withDiagnostics_theConflictsCauseTellsWhereTheHookWasFirstAcquired() throws Exception {
        try (BridgeExecutor told =
                BridgeExecutor.builder().name("diagnostics").diagnostics(true).build()) {
            firstAcquired(told);
            assertThatThrownBy(() -> inPoll(told, cx -> cx.reactor().acquire(new ThirdHook())))
                    .isInstanceOf(ReactorConflictException.class)
                    .hasMessageContaining("1 open lease,")
                    .cause()
                    .satisfies(
                            cause ->
                                    assertThat(cause.getStackTrace())
                                            .anyMatch(
                                                    frame ->
                                                            frame.getMethodName()
                                                                    .contains("firstAcquired")));
        }
    }

    private static void firstAcquired(BridgeExecutor told) throws Exception {
        inPoll(told, cx -> cx.reactor().acquire(new ManualHook()));
    }

    @Test
    void c05_contextWithoutASlot_acquireIsUnsupported() {
        ReactorSlot slot = Context.of(Wakers.noop()).reactor();
        assertThatThrownBy(() -> slot.acquire(new ManualHook()))
                .isInstanceOf(ReactorUnsupportedException.class);
    }

    @Test
    void c05_hookThatCannotParkOnThisThread_refusedWithARemedyAndTheCreatedOneIsClosed()
            throws Exception {
        ManualHook picky =
                new ManualHook() {
                    @Override
                    public boolean canParkOn(Thread thread) {
                        return false;
                    }
                };
        assertThatThrownBy(() -> inPoll(cx -> cx.reactor().acquire(picky)))
                .isInstanceOf(ReactorUnsupportedException.class)
                .hasMessageContaining("thread of its own");
        assertThat(picky.closes).hasValue(0);
        assertThatThrownBy(
                        () -> inPoll(cx -> cx.reactor().acquire(ManualHook.class, host -> picky)))
                .isInstanceOf(ReactorUnsupportedException.class);
        assertThat(picky.closes).hasValue(1);
    }

    @Test
    void c06_lastLeaseClosed_hookIsIdleThenRevivedByItsKindThenReplacedByAnother()
            throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        lease.close();
        inPoll(cx -> null);
        await().until(() -> !hook.inPark);
        long parks = hook.parks.get();
        inPoll(cx -> null);
        assertThat(hook.parks).hasValue(parks);
        assertThat(hook.closes).hasValue(0);
        ReactorLease<ManualHook> revived =
                inPoll(cx -> cx.reactor().acquire(ManualHook.class, host -> new ManualHook()));
        assertThat(revived.hook()).isSameAs(hook);
        await().until(() -> hook.inPark);
        revived.close();
        ThirdHook third = inPoll(cx -> cx.reactor().acquire(new ThirdHook()).hook());
        assertThat(hook.closes).hasValue(1);
        assertThat(third.closes).isZero();
    }

    @Test
    void c07_slotAndTimersOnAnotherThread_refused() throws Exception {
        ReactorSlot slot = inPoll(Context::reactor);
        assertThatThrownBy(slot::held).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slot.acquire(new ManualHook()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("C7");
        var timers = inPoll(Context::timers);
        assertThatThrownBy(() -> timers.wakeAfter(1, Wakers.noop()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void c07_leaseClosedTwiceAndFromSeveralThreads_countsOnce() throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> kept = hook.leaseOn(executor);
        for (int round = 0; round < 50; round++) {
            ReactorLease<ManualHook> lease = hook.leaseOn(executor);
            Thread other = Thread.startVirtualThread(lease::close);
            lease.close();
            other.join();
            inPoll(
                    cx -> {
                        lease.close();
                        return null;
                    });
        }
        assertThat(holds(cx -> kept.isCurrent(cx.reactor()))).isTrue();
        assertThatThrownBy(() -> inPoll(cx -> cx.reactor().acquire(new ThirdHook())))
                .hasMessageContaining("1 open lease,");
    }

    @Test
    void c07_leaseOfAnEarlierRegistration_doesNotCountForTheNext() throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> old = hook.leaseOn(executor);
        old.close();
        ThirdHook third = new ThirdHook();
        ReactorLease<ThirdHook> between = inPoll(cx -> cx.reactor().acquire(third));
        between.close();
        // the same instance again, as a new registration
        ReactorLease<ManualHook> current = hook.leaseOn(executor);
        old.close();
        between.close();
        assertThat(holds(cx -> current.isCurrent(cx.reactor()))).isTrue();
        assertThat(holds(cx -> old.isCurrent(cx.reactor()))).isFalse();
        await().until(() -> hook.inPark);
    }

    @Test
    void c08_twoCarriersOfOneExecutor_twoSlotsAndNoConflict() throws Exception {
        try (BridgeExecutor two = BridgeExecutor.builder().name("two").carriers(2).build()) {
            ManualHook manual = new ManualHook();
            OtherHook other = new OtherHook();
            await().until(two::isAsleep); // or both go to whoever sleeps
            ReactorSlot first =
                    inPoll(
                            two,
                            cx -> {
                                cx.reactor().acquire(manual);
                                return cx.reactor();
                            });
            await().until(two::isAsleep);
            ReactorSlot second =
                    inPoll(
                            two,
                            cx -> {
                                cx.reactor().acquire(other);
                                return cx.reactor();
                            });
            assertThat(second).isNotSameAs(first);
            await().until(() -> manual.inPark && other.inPark);
            assertThat(manual.parkThread).isNotSameAs(other.parkThread);
            assertThat(two.counters().conflicts()).isZero();
            assertThat(two.carrierCounters()).allMatch(counters -> counters.parksHook() > 0);
        }
    }

    /** The submit decides to unpark while the carrier parks plainly; then there is a hook. */
    @Test
    void c02_acquiredLateByAForeignSubmitDuringAPlainPark_theNextParkIsInTheHook()
            throws Exception {
        await().until(() -> executor.counters().parksPlain() == 1);
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        await().until(() -> hook.inPark);
        CarrierCounters counters = executor.counters();
        assertThat(counters.parksPlain()).isEqualTo(1);
        assertThat(counters.parksHook()).isEqualTo(1);
        assertThat(executor.<Integer>spawn(cx -> Poll.ready(3)).get()).isEqualTo(3);
        assertThat(hook.unparks).hasValue(1);
    }

    @Test
    void c06_idleHookWhoseContextEnds_isClosedOnce() throws Exception {
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor).close();
        assertThat(holds(cx -> cx.reactor().held() == hook)).isTrue();
        executor.close();
        assertThat(hook.closes).hasValue(1);
    }

    /** A hook made there would never be parked in, and nobody would close it. */
    @Test
    void c06_acquireWhileTheContextEnds_isRefused() throws Exception {
        ReactorSlot slot = inPoll(Context::reactor);
        ManualHook late = new ManualHook();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    public void close() {
                        super.close();
                        seen.set(catchThrowable(() -> slot.acquire(late)));
                    }
                };
        hook.leaseOn(executor);
        executor.close();
        assertThat(hook.closes).hasValue(1);
        assertThat(seen.get()).isInstanceOf(BridgeClosedException.class);
    }

    @Test
    void c07_leaseThatIsClosed_isNotCurrentThoughItsHookIsHeld() throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> first = hook.leaseOn(executor);
        ReactorLease<ManualHook> second = hook.leaseOn(executor);
        first.close();
        assertThat(holds(cx -> first.isCurrent(cx.reactor()))).isFalse();
        assertThat(holds(cx -> second.isCurrent(cx.reactor()))).isTrue();
    }

    /** The hook fails with an open lease, and the same hook is registered a second time. */
    @Test
    void c07_openLeaseOfAFailedStay_isNotCurrentAndDoesNotCountForTheNext() throws Exception {
        AtomicReference<IOException> next = new AtomicReference<>();
        ManualHook hook =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) throws IOException {
                        IOException thrown = next.getAndSet(null);
                        if (thrown != null) {
                            throw thrown;
                        }
                    }
                };
        ReactorLease<ManualHook> old = hook.leaseOn(executor);
        next.set(new IOException("once"));
        hook.returnSpuriously();
        await().until(() -> hook.closes.get() == 1);
        ReactorLease<ManualHook> current = hook.leaseOn(executor);
        assertThat(holds(cx -> old.isCurrent(cx.reactor()))).isFalse();
        assertThat(holds(cx -> current.isCurrent(cx.reactor()))).isTrue();
        inPoll(
                cx -> {
                    old.close();
                    return null;
                });
        assertThatThrownBy(() -> inPoll(cx -> cx.reactor().acquire(new ThirdHook())))
                .isInstanceOf(ReactorConflictException.class);
    }

    @Test
    void e10_lease_isUrgent_andTellsWhatItIsOf() throws Exception {
        ManualHook hook = new ManualHook();
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        assertThat(((Node) lease).isUrgent()).isTrue();
        assertThat(lease).hasToString("ReactorLease[" + hook + "]");
        lease.close();
        assertThat(lease).hasToString("ReactorLease[" + hook + ", closed]");
    }
}
