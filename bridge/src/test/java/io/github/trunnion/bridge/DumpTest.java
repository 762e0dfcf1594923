package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a dump tells, and from where. */
@Timeout(30)
class DumpTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final BridgeExecutor executor = BestMode.builder().name("dumped").build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
    }

    private static PollFuture<Void> named(String name) {
        return new PollFuture<>() {
            @Override
            public Poll<Void> poll(Context cx) {
                return Poll.pending();
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    @Test
    void idleExecutor_tellsStateAndCounters() {
        await().until(executor::isAsleep);
        assertThat(executor.dump(LONG).lines())
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "BridgeExecutor[dumped, open], virtual threads"))
                .contains("carrier dumped-0: parked plainly", "  no reactor")
                .contains("  queued: 0, timers: 0, live tasks and awaits: 0")
                .anySatisfy(line -> assertThat(line).startsWith("  CarrierCounters[polls="));
    }

    /** Pending for ever, and keeps its waker. */
    private static final class Sleeper implements PollFuture<Void> {
        final AtomicInteger polls = new AtomicInteger();
        volatile Waker waker;

        @Override
        public Poll<Void> poll(Context cx) {
            waker = cx.waker();
            polls.incrementAndGet();
            return Poll.pending();
        }

        @Override
        public String toString() {
            return "sleeper";
        }
    }

    @Test
    void threadsThatWaitForOtherThings_areCounted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Sleeper awaited = new Sleeper();
        Thread awaits = executor.newThread("awaits", () -> awaitsInVain(executor, awaited));
        Thread waits = executor.newThread("waits", () -> awaitQuietly(release));
        awaits.start();
        waits.start();
        await().until(() -> awaited.polls.get() == 1);
        await().until(() -> waits.getState() == Thread.State.WAITING);
        boolean inPlace = executor.mode() == BridgeMode.CARRIER && BackEnd.canPin();
        await().untilAsserted(
                        () ->
                                assertThat(executor.dump(LONG))
                                        .contains(
                                                "virtual threads that do not await in place: "
                                                        + (inPlace ? 1 : 2)
                                                        + ". "));
        release.countDown();
        waits.join();
        if (inPlace) {
            await().until(() -> !executor.dump(LONG).contains("do not await in place"));
        }
        awaits.interrupt();
        awaits.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withDiagnostics_tellsWhoWokeEachTaskLast() throws Exception {
        try (BridgeExecutor diagnosed =
                BridgeExecutor.builder().name("diagnosed").diagnostics(true).build()) {
            Sleeper spawned = new Sleeper();
            Sleeper awaited = new Sleeper();
            TaskFuture<Void> task = diagnosed.spawn(spawned);
            diagnosed.newThread("patient", () -> awaitsInVain(diagnosed, awaited)).start();
            await().until(() -> spawned.polls.get() == 1 && awaited.polls.get() == 1);
            assertThat(diagnosed.dump(LONG)).doesNotContain("woken last");

            Thread.ofPlatform().name("alarm-clock").start(spawned.waker::wake).join();
            Thread.ofPlatform().name("neighbour").start(awaited.waker::wake).join();
            await().until(() -> spawned.polls.get() == 2 && awaited.polls.get() == 2);
            assertThat(diagnosed.dump(LONG))
                    .contains("task of sleeper, woken last by thread alarm-clock")
                    .contains("sleeper", ", woken last by thread neighbour");

            diagnosed.execute(new NamedWake(spawned.waker));
            await().until(() -> spawned.polls.get() == 3);
            assertThat(diagnosed.dump(LONG))
                    .contains(
                            "task of sleeper, woken last by this carrier, running "
                                    + NamedWake.class.getName());
            task.cancel(true);
            diagnosed.close(Duration.ZERO);
        }
    }

    private record NamedWake(Waker waker) implements Runnable {
        @Override
        public void run() {
            waker.wake();
        }

        @Override
        public String toString() {
            return "wake by name";
        }
    }

    private static void awaitsInVain(BridgeExecutor on, PollFuture<?> future) {
        try {
            on.await(future);
        } catch (Exception closed) {
            // the end of a test
        }
    }

    @Test
    void withoutDiagnostics_nothingIsRecorded() {
        Sleeper sleeper = new Sleeper();
        executor.spawn(sleeper);
        await().until(() -> sleeper.polls.get() == 1);
        sleeper.waker.wake();
        await().until(() -> sleeper.polls.get() == 2);
        assertThat(executor.dump(LONG)).contains("task of sleeper").doesNotContain("woken last");
    }

    @Test
    void liveTasks_areListedWithTheirFuturesAndWhoAwaitsThem() throws Exception {
        executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
        TaskFuture<Void> awaited = executor.spawn(named("never"));
        Thread waiting =
                Thread.ofVirtual()
                        .name("patient")
                        .start(
                                () -> {
                                    try {
                                        awaited.get();
                                    } catch (Exception cancelled) {
                                        // the end of this test
                                    }
                                });
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        assertThat(executor.dump(LONG))
                .contains("timers: 1, live tasks and awaits: 2", "task of sleep(3600s)")
                .contains("task of never, awaited by VirtualThread[#" + waiting.threadId())
                .contains(",patient]");
    }

    @Test
    void reactor_isListedWithItsLeases() throws Exception {
        ManualHook hook = new ManualHook();
        var lease = hook.leaseOn(executor);
        await().until(executor::isAsleep);
        assertThat(executor.dump(LONG))
                .contains("dumped-0: parked in ManualHook", "reactor ManualHook, open leases: 1");
        lease.close();
        await().until(executor::isAsleep);
        assertThat(executor.dump(LONG)).contains("reactor ManualHook, idle, no lease is open");
    }

    @Test
    void virtualThreads_areListedWithTheFuturesTheyAwait() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        Promise<String> promise = new Promise<>();
        Thread thread =
                executor.newThread(
                        "in place",
                        () -> {
                            try {
                                executor.await(promise);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);

        assertThat(executor.dump(LONG))
                .contains("virtual threads run as CARRIER, started: 1")
                .contains("await of VirtualThread[#" + thread.threadId() + ",in place]")
                .contains(" for " + promise);
        promise.complete("done");
        thread.join();
    }

    @Test
    void carrierThatDoesNotAnswer_isSeenFromOutside() throws Exception {
        try (Held held = Held.on(executor)) {
            assertThat(executor.dump(1))
                    .contains("carrier dumped-0: running ", "Held", "it does not answer")
                    .contains(".bridge.Held.hold(", "CarrierCounters[");
        }
        assertThat(executor.dump(LONG)).contains("queued: 0");
    }

    @Test
    void fromATask_tellsOfItsOwnCarrierAndOthersFromOutside() throws Exception {
        try (BridgeExecutor two = BridgeExecutor.builder().name("two").carriers(2).build()) {
            await().until(two::isAsleep);
            try (Held held = Held.on(two)) {
                assertThat(dumpOfATask(two).get())
                        .contains(": running task of asks\n")
                        .contains("seen from outside: a loop thread does not wait for others")
                        .contains("carrier two-0: ", "carrier two-1: ", ".Held.hold");
            }
        }
    }

    /** On the carrier that sleeps. */
    private static TaskFuture<String> dumpOfATask(BridgeExecutor two) {
        return two.spawn(
                new PollFuture<>() {
                    @Override
                    public Poll<String> poll(Context cx) {
                        return Poll.ready(two.dump());
                    }

                    @Override
                    public String toString() {
                        return "asks";
                    }
                });
    }

    @Test
    void fromAVirtualThreadOfTheCarrier_works() throws Exception {
        CompletableFuture<String> dump = new CompletableFuture<>();
        executor.newThread("asks", () -> dump.complete(executor.dump(LONG))).start();
        assertThat(dump.get()).contains("carrier dumped-0: ", "started: 1", "queued: 0");
    }

    @Test
    void queuedWork_isCountedAndNamed() throws Exception {
        CompletableFuture<String> dump = new CompletableFuture<>();
        executor.execute(
                () -> {
                    BridgeExecutor.spawnHere(named("first"));
                    BridgeExecutor.spawnHere(named("second"));
                    dump.complete(executor.dump());
                });
        assertThat(dump.get())
                .contains("queued: 2, ", "first in the queue: task of first; task of second");
    }

    @Test
    void toStringThatThrowsOrIsLong_isReplacedOrCut() throws Exception {
        executor.spawn(
                new PollFuture<Void>() {
                    @Override
                    public Poll<Void> poll(Context cx) {
                        return Poll.pending();
                    }

                    @Override
                    public String toString() {
                        throw new IllegalStateException("from toString");
                    }
                });
        executor.spawn(named("x".repeat(10_000)));
        assertThat(executor.dump(LONG))
                .contains("task of " + getClass().getName() + "$", "xxx…")
                .hasSizeLessThan(3_000);
    }

    @Test
    void moreTasksThanAnybodyReads_areCounted() throws Exception {
        for (int i = 0; i < 1_003; i++) {
            executor.spawn(named("n"));
        }
        await().until(() -> executor.counters().polls() == 1_003);
        assertThat(executor.dump(LONG).lines())
                .contains("  queued: 0, timers: 0, live tasks and awaits: 1003")
                .endsWith("  task of n", "  and 3 more live tasks and awaits");
    }

    @Test
    void closedExecutor_tellsThatItHasEnded() {
        executor.close();
        assertThat(executor.dump(LONG))
                .contains("BridgeExecutor[dumped, closed]", "carrier dumped-0: ended");
    }

    @Test
    void callerThatIsInterrupted_seesFromOutsideAndKeepsItsFlag() throws Exception {
        try (Held held = Held.on(executor)) {
            CompletableFuture<String> dump = new CompletableFuture<>();
            Thread caller =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        String text = executor.dump(LONG);
                                        dump.complete(
                                                Thread.currentThread().isInterrupted() + text);
                                    });
            caller.interrupt();
            assertThat(dump.get()).startsWith("true").contains("the caller was interrupted");
        }
    }
}
