package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;

/** When a carrier is stalled, by a clock of the test. */
@Timeout(30)
class StallWatchTest {
    private static final long MILLI = 1_000_000;
    private static final long LIMIT = 100 * MILLI;

    private final Uncaught uncaught = new Uncaught();

    /** Of the steps: to be ended, have begun, and after all of them. */
    private final Semaphore next = new Semaphore(0);

    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);

    private BridgeExecutor executor;
    private Carrier carrier;
    private StallWatch watch;
    private long now;

    @BeforeEach
    void open() throws Exception {
        executor = BestMode.builder().name("watched").uncaughtHandler(uncaught).build();
        CompletableFuture<Carrier> home = new CompletableFuture<>();
        executor.execute(() -> home.complete(LoopThread.home()));
        carrier = home.get();
        watch = new StallWatch(carrier, LIMIT);
    }

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
    }

    /** Looks every 25 ms. */
    private void lookFor(long millis) {
        for (long end = now + millis * MILLI; now < end; now += 25 * MILLI) {
            watch.look(now);
        }
    }

    @Test
    void carrierHeld_reportedOnceWithWhatItRunsAndItsStack() throws Exception {
        try (Held held = Held.on(executor)) {
            lookFor(100);
            assertThat(uncaught.all()).isEmpty();
            lookFor(1_000);
        }
        assertThat(uncaught.all()).singleElement().isInstanceOf(CarrierStalledException.class);
        assertThat(uncaught.all().getFirst())
                .hasMessageStartingWith(
                        "carrier watched-0 of executor watched has not come round for 100 ms."
                                + " It runs ")
                .hasMessageContaining("Held")
                .hasMessageNotContaining("pinned");
        assertThat(Arrays.toString(uncaught.all().getFirst().getStackTrace()))
                .contains("Held.hold", "Carrier.runNode");
        assertThat(executor.counters().stalls()).isEqualTo(1);
    }

    @Test
    void manyShortTasks_areToldToBeMany() throws Exception {
        executor.execute(this::step);
        begun.acquire();
        lookFor(25);
        for (int i = 0; i < 9; i++) { // all in one batch: the loop does not come round
            executor.execute(this::step);
        }
        executor.execute(release::countDown);
        next.release();
        for (int i = 0; i < 9; i++) {
            begun.acquire();
            lookFor(25);
            next.release();
        }
        release.await();
        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining(", whose stack this is, after ")
                .hasMessageContaining(" other polls, actions and resumes in that time: many short")
                .hasMessageContaining("as one long one does; everything else on it waits");
    }

    private void step() {
        begun.release();
        next.acquireUninterruptibly();
    }

    @Test
    void oneLongTaskAfterOthers_isBlamedAlone() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        try (Held first = Held.on(executor)) {
            lookFor(25);
            executor.execute(() -> {});
            executor.execute(both::countDown);
        }
        both.await();
        try (Held held = Held.on(executor)) {
            lookFor(200);
        }
        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining(", whose stack this is; everything else on it waits");
    }

    @Test
    void anotherHoldsItForEverBehindOneThatWasReported_reportedToo() throws Exception {
        executor.execute(this::step);
        begun.acquire();
        executor.execute(this::step); // in the same batch: no round between
        executor.execute(release::countDown);
        lookFor(200);
        assertThat(uncaught.count()).isEqualTo(1);
        next.release();
        begun.acquire();
        lookFor(100);
        assertThat(uncaught.count()).isEqualTo(1);
        lookFor(1_000);
        assertThat(uncaught.count()).isEqualTo(2);
        assertThat(uncaught.all().getLast())
                .hasMessageContaining("has not come round for 300 ms. It runs ")
                .hasMessageContaining(", whose stack this is; everything else on it waits");
        next.release();
        release.await();
        assertThat(executor.counters().stalls()).isEqualTo(2);
    }

    @Test
    void heldAgain_reportedAgain() throws Exception {
        try (Held held = Held.on(executor)) {
            lookFor(200);
        }
        await().until(executor::isAsleep);
        lookFor(25);
        try (Held held = Held.on(executor)) {
            lookFor(200);
        }
        assertThat(uncaught.count()).isEqualTo(2);
        assertThat(executor.counters().stalls()).isEqualTo(2);
    }

    @Test
    void parkedCarrier_isNotStalled() {
        await().until(executor::isAsleep);
        lookFor(10_000);
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void busyCarrier_thatComesRound_isNotStalled() throws Exception {
        TaskFuture<Void> busy =
                executor.spawn(
                        cx -> {
                            cx.waker().wake();
                            return Poll.pending();
                        });
        for (int i = 0; i < 20; i++) {
            long round = carrier.vitals().rounds();
            while (carrier.vitals().rounds() == round) {
                Spin.once();
            }
            watch.look(now += 25 * MILLI);
        }
        busy.cancel(true);
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void processStoodStill_noCarrierIsBlamed() throws Exception {
        try (Held held = Held.on(executor)) {
            watch.look(now);
            watch.look(now += Duration.ofDays(1).toNanos());
            assertThat(uncaught.all()).isEmpty();
            lookFor(100);
        }
        assertThat(uncaught.count()).isEqualTo(1);
    }

    @Test
    void hookThatDoesNotReturnWhenUnparked_isFound() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ManualHook deaf =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) {
                        inside.countDown();
                        awaitQuietly(release);
                    }

                    @Override
                    public String toString() {
                        return "deaf hook";
                    }
                };
        deaf.leaseOn(executor);
        inside.await();
        lookFor(500);
        assertThat(uncaught.all()).as("parked").isEmpty();
        executor.execute(() -> {});
        lookFor(500);
        release.countDown();
        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining("It runs deaf hook, whose stack")
                .hasMessageContaining("so do events of deaf hook.");
    }

    @Test
    void hookThatIsAwakeAndDoesNotReturn_isFoundOnceForEachTime() throws Exception {
        SleepyHook hook = new SleepyHook();
        hook.leaseOn(executor);
        hook.entered.acquire();
        lookFor(500);
        assertThat(uncaught.all()).as("waits").isEmpty();

        hook.next(() -> hook.host().awake());
        lookFor(100);
        assertThat(uncaught.all()).as("the wait before counted").isEmpty();
        lookFor(500);
        assertThat(uncaught.count()).isEqualTo(1);

        hook.next(() -> assertThat(hook.host().mayBlock()).isTrue());
        lookFor(500);
        assertThat(uncaught.count()).as("waits again").isEqualTo(1);

        hook.next(() -> hook.host().awake());
        lookFor(500);
        CarrierDump dump = CarrierDump.ask(carrier);
        hook.release.countDown();
        assertThat(dump.answered()).contains("running what the events of sleepy hook brought");
        assertThat(uncaught.count()).isEqualTo(2);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining(" for 100 ms. It runs sleepy hook, whose stack")
                .hasMessageContaining("so do events of sleepy hook.");
        assertThat(executor.counters().stalls()).isEqualTo(2);
    }

    @Test
    void awakeAtTheEndOfAPark_thePlainParkAfterItIsAWait() throws Exception {
        SleepyHook hook = new SleepyHook();
        ReactorLease<ManualHook> lease = hook.leaseOn(executor);
        hook.entered.acquire();
        hook.event(() -> hook.host().awake()); // its last act in the park
        executor.execute(lease::close);
        hook.release.countDown();
        await().until(() -> carrier.parkedIn() instanceof PlainPark);
        lookFor(500);
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void awakeElsewhere_isIgnored() throws Exception {
        SleepyHook hook = new SleepyHook();
        hook.leaseOn(executor);
        hook.entered.acquire();
        hook.host().awake(); // from another thread
        assertThat(carrier.isWaiting()).isTrue();
        hook.release.countDown();
        CompletableFuture<Boolean> awake = new CompletableFuture<>();
        executor.execute(
                () -> {
                    hook.host().awake(); // outside of a park
                    awake.complete(carrier.vitals().isAwake());
                });
        assertThat(awake.get()).isFalse();
    }

    @Test
    void awakeHookBlocksAtAnotherPlaceInTheSamePark_reportedToo() throws Exception {
        SleepyHook hook = new SleepyHook();
        hook.leaseOn(executor);
        hook.entered.acquire();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        hook.begin(
                () -> {
                    hook.host().awake();
                    blockAtOnePlace(first);
                    blockAtAnotherPlace(second);
                });
        await().until(() -> isInside("blockAtOnePlace"));
        lookFor(200);
        assertThat(uncaught.count()).isEqualTo(1);
        first.countDown();
        await().until(() -> isInside("blockAtAnotherPlace"));
        lookFor(100);
        assertThat(uncaught.count()).as("not for the limit yet").isEqualTo(1);
        lookFor(1_000);
        second.countDown();
        hook.release.countDown();
        assertThat(uncaught.count()).isEqualTo(2);
        assertThat(Arrays.toString(uncaught.all().getLast().getStackTrace()))
                .contains("blockAtAnotherPlace");
    }

    private boolean isInside(String method) {
        return Arrays.stream(carrier.thread().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals(method))
                && carrier.thread().getState() == Thread.State.WAITING;
    }

    private static void blockAtOnePlace(CountDownLatch latch) {
        awaitQuietly(latch);
    }

    private static void blockAtAnotherPlace(CountDownLatch latch) {
        awaitQuietly(latch);
    }

    @Test
    void awakeInATurn_isNoRoundOfItsOwn() throws Exception {
        SleepyHook hook = new SleepyHook();
        hook.leaseOn(executor);
        hook.entered.acquire();
        hook.release.countDown();
        CompletableFuture<List<Long>> rounds = new CompletableFuture<>();
        executor.execute(
                () -> {
                    long before = carrier.vitals().rounds();
                    carrier.slot().parkBegins(registration(hook));
                    hook.host().awake();
                    carrier.slot().parkEnded(registration(hook));
                    rounds.complete(List.of(before, carrier.vitals().rounds()));
                });
        assertThat(rounds.get().getFirst()).isEqualTo(rounds.get().getLast());
    }

    private HookRegistration registration(ManualHook hook) {
        HookRegistration held = carrier.slot().glimpse();
        assertThat(Objects.requireNonNull(held).hook).isSameAs(hook);
        return held;
    }

    @Test
    void wakerThatBlocksInTheSelectorReactor_isFound() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        CountDownLatch block = new CountDownLatch(1);
        ByteBuffer buffer = ByteBuffer.allocate(1);
        try (SocketPair pair = SocketPair.open()) {
            PollFuture<Integer> read = pair.socket().read(buffer);
            TaskFuture<Integer> task =
                    executor.spawn(
                            cx ->
                                    read.poll(
                                            cx.withWaker(
                                                    () -> {
                                                        woken.countDown();
                                                        awaitQuietly(block);
                                                        cx.waker().wake();
                                                    })));
            await().until(() -> carrier.parkedIn() instanceof SelectorReactor);
            lookFor(500);
            assertThat(uncaught.all()).as("waits").isEmpty();
            pair.send("x");
            woken.await();
            await().until(() -> isInside("awaitQuietly"));
            lookFor(500);
            block.countDown();
            assertThat(task.get()).isEqualTo(1);
            assertThat(uncaught.all()).hasSize(1);
            assertThat(uncaught.all().getFirst())
                    .hasMessageContaining("It runs SelectorReactor[watched-0");
        }
    }

    @Test
    void hookFailsAndBlocksWhenItIsTold_isFound() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch block = new CountDownLatch(1);
        ManualHook broken =
                new ManualHook() {
                    @Override
                    void beforePark(long nanos) throws IOException {
                        throw new IOException("broken");
                    }

                    @Override
                    public void failed(Throwable cause) {
                        told.countDown();
                        awaitQuietly(block);
                    }
                };
        broken.leaseOn(executor);
        told.await();
        await().until(() -> isInside("awaitQuietly"));
        lookFor(500);
        block.countDown();
        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst()).isInstanceOf(CarrierStalledException.class);
    }

    /** Runs steps of the test inside its first park, until it is released. */
    private static final class SleepyHook extends ManualHook {
        private final Semaphore entered = new Semaphore(0);
        private final CountDownLatch release = new CountDownLatch(1);
        private final SynchronousQueue<Runnable> steps = new SynchronousQueue<>();

        ReactorHost host() {
            return Objects.requireNonNull(host);
        }

        /** Has the carrier begin a step. */
        void begin(Runnable step) throws InterruptedException {
            steps.put(step);
        }

        /** Has the carrier take one step. */
        void next(Runnable step) throws Exception {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            steps.put(
                    () -> {
                        try {
                            step.run();
                            taken.complete(null);
                        } catch (Throwable thrown) {
                            taken.completeExceptionally(thrown);
                        }
                    });
            taken.get();
        }

        @Override
        void beforePark(long nanos) {
            if (release.getCount() == 0 || nanos == 0) {
                return;
            }
            entered.release();
            while (release.getCount() > 0) {
                Runnable step = steps.poll();
                if (step != null) {
                    step.run();
                }
                Thread.onSpinWait();
            }
        }

        @Override
        public String toString() {
            return "sleepy hook";
        }
    }

    @Test
    void pinnedThreadThatWaitsForAnotherOfItsCarrier_isCalledThat() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        CountDownLatch pinned = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        Object other = new Named("the other thread");
        Thread waiting = executor.newThread("waiting", () -> waitPinned(pinned, opened, other));
        waiting.start();
        pinned.await();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        executor.newThread("other", opened::countDown).start();
        lookFor(500);
        opened.countDown();
        LockSupport.unpark(waiting);
        waiting.join();

        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining(",waiting]")
                .hasMessageContaining(" is pinned and waits for the other thread: other virtual")
                .hasMessageEndingWith("it waits for ever.");
        assertThat(Arrays.toString(uncaught.all().getFirst().getStackTrace()))
                .contains("StallWatchTest.waitPinned", "Carrier.runNode");
    }

    @Test
    void pinnedThreadThatAwaitsInPlace_isToldThatOnlyAnInterruptHelps() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        CompletableFuture<Class<?>> ended = new CompletableFuture<>();
        Thread waiting = executor.newThread("waiting", () -> ended.complete(awaitPinned()));
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        lookFor(500);
        assertThat(uncaught.all()).hasSize(1);
        assertThat(uncaught.all().getFirst())
                .hasMessageContaining(" is pinned and waits for pending: only this carrier polls")
                .hasMessageEndingWith("of the thread ends the wait; a time-out does not.");
        waiting.interrupt();
        assertThat(ended.get()).isEqualTo(InterruptedException.class);
    }

    private Class<?> awaitPinned() {
        BackEnd.pin();
        try {
            return executor.await(PollFutures.pending());
        } catch (InterruptedException | ExecutionException thrown) {
            return thrown.getClass();
        } finally {
            BackEnd.unpin();
        }
    }

    private static void waitPinned(CountDownLatch pinned, CountDownLatch opened, Object blocker) {
        BackEnd.pin();
        try {
            pinned.countDown();
            while (opened.getCount() > 0) {
                LockSupport.park(blocker);
            }
        } finally {
            BackEnd.unpin();
        }
    }

    private record Named(String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException ignored) {
                // a carrier ignores interrupts
            }
        }
    }
}
