package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** An await in place is ended by one of those that race for it, and leaves nothing behind. */
@Timeout(120)
class InPlaceRaceTest {
    private static final int RACES = 10_000;

    private static final int BATCH = 50;
    private static final int CLOSES = 200;
    private static final long STORM = 1_000_000_000;
    private static final Raced LAST = new Raced();
    private static Field permitOf;
    private static Field flagOf;

    private OwnThreads threads;
    private int permitsLeft;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        permitOf = Class.forName("java.lang.VirtualThread").getDeclaredField("parkPermit");
        permitOf.setAccessible(true);
        flagOf = Thread.class.getDeclaredField("interrupted");
        flagOf.setAccessible(true);
        threads = new OwnThreads("races", 1);
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.close();
        }
    }

    private enum Outcome {
        VALUE,
        VALUE_AND_FLAG,
        INTERRUPTED,
        CLOSED
    }

    /** Ready once ended, by whoever then wakes; counts what its owner does. */
    private static final class Raced implements PollFuture<Integer> {
        private final AtomicInteger cancels = new AtomicInteger();
        private volatile Waker waker;
        private volatile boolean ended;
        private volatile String fault;
        private boolean done;

        @Override
        public Poll<Integer> poll(Context cx) {
            if (done) {
                fault = "polled after the end";
            }
            waker = cx.waker();
            done = ended;
            return ended ? Poll.ready(7) : Poll.pending();
        }

        @Override
        public void cancel() {
            if (done) {
                fault = "cancelled after the end";
            }
            done = true;
            cancels.incrementAndGet();
        }

        void awaitPolled() {
            while (waker == null) {
                Spin.once();
            }
        }

        void end() {
            ended = true;
            waker.wake();
        }
    }

    private static Outcome await(BridgeExecutor bridge, Raced future) throws Exception {
        Outcome outcome;
        try {
            assertThat(bridge.await(future)).isEqualTo(7);
            outcome = Thread.interrupted() ? Outcome.VALUE_AND_FLAG : Outcome.VALUE;
        } catch (InterruptedException e) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            outcome = Outcome.INTERRUPTED;
        } catch (BridgeClosedException e) {
            outcome = Outcome.CLOSED;
        }
        boolean cancelled = outcome == Outcome.INTERRUPTED || outcome == Outcome.CLOSED;
        assertThat(future.cancels).hasValue(cancelled ? 1 : 0);
        assertThat(future.fault).isNull();
        return outcome;
    }

    /** One await on a thread of its own, and what races for its end. */
    private final class Race {
        final Raced future = new Raced();
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final Thread awaiting =
                threads.bridge.newThread(
                        null,
                        () -> OwnThreads.complete(outcome, () -> await(threads.bridge, future)));
    }

    /** What one racer does to one await. */
    private interface Racer {
        void race(Race race);
    }

    /**
     * Runs batches of races; the racers go through each batch together, on threads of their own.
     * The threads that await do nothing but that, so a permit which they have at last was left.
     */
    private Map<Outcome, Integer> race(int count, Racer... racers) throws Exception {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        int permits = 0;
        AtomicReference<List<Race>> batch = new AtomicReference<>();
        CyclicBarrier begin = new CyclicBarrier(racers.length + 1);
        CyclicBarrier end = new CyclicBarrier(racers.length + 1);
        for (Racer racer : racers) {
            Thread.ofPlatform().daemon().start(() -> run(batch, racer, begin, end));
        }
        for (int i = 0; i < count / BATCH; i++) {
            List<Race> races = Stream.generate(Race::new).limit(BATCH).toList();
            races.forEach(race -> race.awaiting.start());
            races.forEach(race -> race.future.awaitPolled());
            batch.set(races);
            begin.await();
            end.await();
            for (Race race : races) {
                outcomes.merge(race.outcome.get(), 1, Integer::sum);
                race.awaiting.join();
                permits += permitOf.getBoolean(race.awaiting) ? 1 : 0;
            }
        }
        batch.set(List.of());
        begin.await();
        permitsLeft = permits;
        return outcomes;
    }

    private static void run(
            AtomicReference<List<Race>> batch,
            Racer racer,
            CyclicBarrier begin,
            CyclicBarrier end) {
        try {
            begin.await();
            while (!batch.get().isEmpty()) {
                batch.get().forEach(racer::race);
                end.await();
                begin.await();
            }
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** An interrupt gives a permit itself, as to any thread, so none is looked for. */
    @Test
    void interruptAgainstCompletion_hasOneOutcome() throws Exception {
        Map<Outcome, Integer> outcomes =
                race(RACES, race -> race.awaiting.interrupt(), race -> race.future.end());
        assertThat(outcomes).doesNotContainKey(Outcome.CLOSED);
    }

    @Test
    void interruptAgainstCompletionOnTheSameCarrier_hasOneOutcome() throws Exception {
        Map<Outcome, Integer> outcomes =
                race(
                        RACES,
                        race -> race.awaiting.interrupt(),
                        race -> threads.bridge.execute(race.future::end));
        assertThat(outcomes).doesNotContainKey(Outcome.CLOSED);
    }

    /** The flag is set without the permit of an interrupt: one that is left is a waker's. */
    @Test
    void w04_interruptAgainstWakersThatEndNothing_leavesNoPermit() throws Exception {
        Racer wakes =
                race -> {
                    while (!race.outcome.isDone()) {
                        race.future.waker.wake();
                    }
                };
        Map<Outcome, Integer> outcomes = race(RACES / 10, InPlaceRaceTest::setFlag, wakes);
        assertThat(permitsLeft).isZero();
        assertThat(outcomes).containsOnlyKeys(Outcome.INTERRUPTED);
    }

    @Test
    void w02_completionByOneOfSeveralWakers_leavesNoPermit() throws Exception {
        Racer wakes = race -> race.future.waker.wake();
        Racer wakesOnTheCarrier = race -> threads.bridge.execute(race.future.waker::wake);
        Map<Outcome, Integer> outcomes =
                race(RACES, wakes, wakesOnTheCarrier, race -> race.future.end());
        assertThat(permitsLeft).isZero();
        assertThat(outcomes).containsOnlyKeys(Outcome.VALUE);
    }

    /** The wake comes at any moment from the poll to the park, each time a little later. */
    @Test
    void w04_completionWhileTheThreadIsAboutToPark_leavesNoPermit() throws Exception {
        AtomicReference<Raced> current = new AtomicReference<>();
        AtomicInteger ended = new AtomicInteger();
        Thread ends = Thread.ofPlatform().daemon().start(() -> endEach(current, ended));
        int permits =
                threads.call(
                        () -> {
                            int left = 0;
                            long start = System.nanoTime();
                            for (int i = 1; System.nanoTime() - start < STORM; i++) {
                                Raced future = new Raced();
                                current.set(future);
                                await(threads.bridge, future);
                                while (ended.get() != i) {
                                    Thread.onSpinWait();
                                }
                                left += permitOf.getBoolean(Thread.currentThread()) ? 1 : 0;
                            }
                            current.set(LAST);
                            return left;
                        });
        ends.join();
        assertThat(permits).isZero();
    }

    private static void endEach(AtomicReference<Raced> current, AtomicInteger ended) {
        for (int i = 0; true; i++) {
            Raced future;
            while ((future = current.getAndSet(null)) == null) {
                Spin.once();
            }
            if (future == LAST) {
                return;
            }
            future.awaitPolled();
            for (int n = i % 64; n > 0; n--) {
                Thread.onSpinWait();
            }
            future.end();
            ended.getAndIncrement();
        }
    }

    @Test
    void e06_closeThatCancelsAgainstCompletion_hasOneOutcomeAndLeavesNoPermit() throws Exception {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int i = 0; i < CLOSES; i++) {
            try (BridgeExecutor bridge =
                    BridgeExecutor.builder().mode(BridgeMode.CARRIER).build()) {
                Raced future = new Raced();
                CompletableFuture<Outcome> outcome = new CompletableFuture<>();
                Thread thread =
                        bridge.newThread(
                                null,
                                () -> OwnThreads.complete(outcome, () -> await(bridge, future)));
                thread.start();
                future.awaitPolled();
                Thread ends = Thread.ofPlatform().start(future::end);
                bridge.close(Duration.ZERO);
                ends.join();
                thread.join();
                outcomes.merge(outcome.get(), 1, Integer::sum);
                assertThat(permitOf.getBoolean(thread)).isFalse();
            }
        }
        assertThat(outcomes).doesNotContainKeys(Outcome.INTERRUPTED, Outcome.VALUE_AND_FLAG);
    }

    private static void setFlag(Race race) {
        try {
            flagOf.setBoolean(race.awaiting, true);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
