package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A cancel beside the start and beside the end of a body, on a thread that goes on afterwards. */
@Timeout(60)
class BlockingRaceTest {
    @Test
    void bl02_cancelBesideFinish_flagNeverLeaks_oneOutcome() throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(4);
        int[] cancelled = new int[1];
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher launcher = Blocking.on((Executor) worker);
            while (rounds.next()) {
                int round = rounds.round();
                AtomicInteger begun = new AtomicInteger();
                int length = balance.length();
                TaskFuture<Integer> task =
                        launcher.supply(
                                () -> {
                                    begun.set(1);
                                    Rounds.spin(length);
                                    return round;
                                });
                while (begun.get() == 0) {
                    Thread.yield();
                }
                boolean won = task.cancel(true);
                assertOneOutcome(task, won, round);
                balance.wasTooLong(won);
                cancelled[0] += won ? 1 : 0;
            }
            assertEquals(0, worker.leaks.get());
        }
        assertTrue(
                !rounds.wereMany() || cancelled[0] > 0 && cancelled[0] < rounds.round(),
                cancelled[0] + " cancelled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bl04_cancelBesideStart_flagNeverLeaks_bodyRunsOrNot(boolean mayInterrupt)
            throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(5);
        int[] never = new int[1];
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher launcher = Blocking.on((Executor) worker);
            while (rounds.next()) {
                int round = rounds.round();
                AtomicInteger runs = new AtomicInteger();
                TaskFuture<Integer> task =
                        launcher.supply(
                                () -> {
                                    runs.incrementAndGet();
                                    return round;
                                });
                Rounds.spin(balance.length());
                boolean won = task.cancel(mayInterrupt);
                assertOneOutcome(task, won, round);
                assertTrue(won || runs.get() == 1);
                balance.wasTooLong(runs.get() == 1);
                never[0] += 1 - runs.get();
            }
            assertEquals(0, worker.leaks.get());
        }
        assertTrue(
                !rounds.wereMany() || never[0] > 0 && never[0] < rounds.round(),
                never[0] + " never ran");
    }

    /** The body itself waits, so that the interrupt is what ends it. */
    @Test
    void bl02_cancelOfABlockedBody_interruptsExactlyOnce() throws Exception {
        Rounds rounds = new Rounds();
        CountDownLatch forever = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        int begun = 0;
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher launcher = Blocking.on((Executor) worker);
            while (rounds.next()) {
                AtomicInteger runs = new AtomicInteger();
                TaskFuture<Void> task =
                        launcher.run(
                                () -> {
                                    runs.incrementAndGet();
                                    try {
                                        forever.await();
                                    } catch (InterruptedException e) {
                                        interrupted.incrementAndGet();
                                    }
                                });
                Rounds.spin(rounds.round() % 200);
                assertTrue(task.cancel(true));
                assertTrue(task.cancel(true));
                task.terminated().join();
                begun += runs.get();
                assertEquals(begun, interrupted.get());
            }
            assertEquals(0, worker.leaks.get());
        }
    }

    @Test
    void bl02_cancelBesideFinish_onVirtualThreads_dependentsSeeNoFlag() throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(6);
        AtomicInteger flags = new AtomicInteger();
        AtomicInteger dependents = new AtomicInteger();
        while (rounds.next()) {
            TaskFuture<Integer> task = Blocking.supply(() -> 1);
            var dependent =
                    task.whenComplete(
                            (v, t) -> {
                                dependents.incrementAndGet();
                                flags.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                            });
            Rounds.spin(balance.length());
            boolean won = task.cancel(true);
            balance.wasTooLong(!won);
            assertOneOutcome(task, won, 1);
            dependent.toCompletableFuture().handle((v, t) -> v).join();
        }
        assertEquals(0, flags.get());
        assertEquals(rounds.round(), dependents.get());
    }

    private static void assertOneOutcome(TaskFuture<Integer> task, boolean cancelled, int value)
            throws Exception {
        task.terminated().join();
        assertTrue(task.isDone());
        assertEquals(cancelled, task.isCancelled());
        if (cancelled) {
            assertThrows(CancellationException.class, task::get);
        } else {
            assertEquals(value, task.get());
            assertFalse(task.cancel(true));
        }
    }

    @Test
    void bl02_interruptByOthers_isClearedAfterTheBody_butNotTheCallersOwn() throws Exception {
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.on((Executor) worker)
                    .run(() -> Thread.currentThread().interrupt())
                    .terminated()
                    .join();
            CountDownLatch next = new CountDownLatch(1);
            worker.execute(next::countDown);
            next.await();
            assertEquals(0, worker.leaks.get());
        }
        Running<Void> inline =
                ThreadKind.PLATFORM.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            Blocking.on((Executor) Runnable::run).run(() -> {});
                            return null;
                        });
        assertTrue(inline.flag());
    }
}
