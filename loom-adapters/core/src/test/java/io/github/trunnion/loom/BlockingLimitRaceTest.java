package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A cancel beside the turn of a body that waits for a limit, and refusals beside both. */
@Timeout(120)
class BlockingLimitRaceTest {

    /** The body in front ends just when the one behind it is cancelled; a third one must follow. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bl13_cancelBesideTheTurn_runsOrNot_theNextOneRuns(boolean nested) throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(11);
        int never = 0;
        AtomicInteger now = new AtomicInteger();
        try (PlainWorker a = new PlainWorker();
                PlainWorker b = new PlainWorker()) {
            AtomicInteger turn = new AtomicInteger();
            Executor both = task -> (turn.getAndIncrement() % 2 == 0 ? a : b).execute(task);
            Blocking.Launcher outer = Blocking.on(both).context(ContextCarrier.none()).limit(1);
            Blocking.Launcher limited = nested ? outer.limit(1) : outer;
            while (rounds.next()) {
                AtomicInteger runs = new AtomicInteger();
                int length = balance.length();
                TaskFuture<Void> first =
                        limited.run(
                                () -> {
                                    enter(now);
                                    Rounds.spin(50);
                                    now.decrementAndGet();
                                });
                TaskFuture<Integer> second =
                        limited.supply(
                                () -> {
                                    enter(now);
                                    runs.incrementAndGet();
                                    now.decrementAndGet();
                                    return 2;
                                });
                TaskFuture<Integer> third =
                        limited.supply(
                                () -> {
                                    enter(now);
                                    now.decrementAndGet();
                                    return 3;
                                });
                Rounds.spin(length);
                boolean won = second.cancel(true);
                first.get();
                assertEquals(3, third.get());
                second.terminated().join();
                if (won) {
                    assertThrows(CancellationException.class, second::get);
                } else {
                    assertEquals(2, second.get());
                }
                assertTrue(won || runs.get() == 1);
                balance.wasTooLong(runs.get() == 1);
                never += 1 - runs.get();
            }
            assertEquals(0, a.leaks.get() + b.leaks.get());
        }
        assertTrue(!rounds.wereMany() || never > 0 && never < rounds.round(), never + " never ran");
    }

    private static void enter(AtomicInteger now) {
        if (now.incrementAndGet() != 1) {
            throw new AssertionError("two at once");
        }
    }

    /** Two threads submit and cancel, and the executor refuses now and then: no permit is lost. */
    @Test
    void bl13_submitsCancelsAndRefusals_noPermitIsLost_neverMoreAtOnce() throws Exception {
        Rounds rounds = new Rounds();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger submitted = new AtomicInteger();
        try (PlainWorker a = new PlainWorker();
                PlainWorker b = new PlainWorker();
                PlainWorker c = new PlainWorker()) {
            List<PlainWorker> workers = List.of(a, b, c);
            Executor executor =
                    task -> {
                        int number = submitted.getAndIncrement();
                        if (number % 7 == 3) {
                            throw new RejectedExecutionException("now and then");
                        }
                        workers.get(number % 3).execute(task);
                    };
            Blocking.Launcher limited =
                    Blocking.on(executor).context(ContextCarrier.none()).limit(2);
            while (rounds.next() && rounds.round() < 2_000) {
                Running<List<TaskFuture<?>>> other =
                        ThreadKind.VIRTUAL.start(() -> submitAndCancel(limited, now, most));
                List<TaskFuture<?>> all = new ArrayList<>(submitAndCancel(limited, now, most));
                all.addAll(other.value());
                for (TaskFuture<?> task : all) {
                    task.terminated().join();
                    assertTrue(task.isDone());
                }
                assertEquals(0, now.get());
            }
        }
        assertTrue(most.get() <= 2, most + " at once");
    }

    @Test
    void bl13_limitOfTwo_twoRunAtATime() throws Exception {
        CyclicBarrier two = new CyclicBarrier(2);
        Blocking.Launcher limited = Blocking.on(Thread.ofVirtual().factory()).limit(2);
        List<TaskFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(limited.supply(() -> two.await(30, TimeUnit.SECONDS)));
        }
        for (TaskFuture<Integer> task : tasks) {
            assertTrue(task.get() < 2);
        }
    }

    private static List<TaskFuture<?>> submitAndCancel(
            Blocking.Launcher limited, AtomicInteger now, AtomicInteger most) {
        List<TaskFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(
                    limited.run(
                            () -> {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                Rounds.spin(20);
                                now.decrementAndGet();
                            }));
            if (i % 3 == 2) {
                tasks.get(i - 1).cancel(i % 2 == 0);
            }
        }
        return tasks;
    }
}
