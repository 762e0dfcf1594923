package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Executors that are closed while tasks are in flight and others still spawn. */
final class Executors extends Load {
    private static final double EXECUTORS = 20; // a second
    private static final int MOST_TASKS = 60;

    private final Ledger ledger = new Ledger();
    private final LongAdder tasks = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    Executors() {
        super("executors");
    }

    @Override
    void open() {
        Kicker waker = kicker();
        Kicker spawner = kicker();
        drive(EXECUTORS, driver -> openAndClose(driver.random, waker, spawner));
    }

    private void openAndClose(SplittableRandom random, Kicker waker, Kicker spawner)
            throws InterruptedException {
        BridgeExecutor executor = executor("", 1 + random.nextInt(3));
        int way = random.nextInt(5);
        boolean endless = way < 3; // only where close cancels
        int first = random.nextInt(MOST_TASKS);
        SplittableRandom other = random.split();
        CountDownLatch spawned = new CountDownLatch(1);
        spawner.execute(
                () -> {
                    spawn(executor, other, MOST_TASKS, endless, waker);
                    spawned.countDown();
                });
        spawn(executor, random, first, endless, waker);
        switch (way) {
            case 0 -> executor.close(Duration.ZERO);
            case 1 -> executor.close(Duration.ofMillis(random.nextInt(5)));
            case 2 -> {
                Thread.currentThread().interrupt();
                executor.close(); // cancels
                if (!Thread.interrupted()) {
                    complain("close() swallowed an interrupt");
                }
            }
            case 3 -> {
                try {
                    executor.execute(executor::close); // on its carrier
                } catch (RejectedExecutionException impossible) {
                    complain("open, but", impossible);
                }
            }
            default -> executor.close();
        }
        spawned.await();
        if (way == 3) {
            awaitClosed(executor);
        }
        if (!executor.isClosed()) {
            complain("close has returned, but " + executor);
        }
        retire(executor);
    }

    /** The close that a carrier began tells nobody that it is over. */
    private static void awaitClosed(BridgeExecutor executor) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!executor.isClosed() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(50_000);
        }
    }

    private void spawn(
            BridgeExecutor executor,
            SplittableRandom random,
            int count,
            boolean endless,
            Kicker waker) {
        Tracked.Plan[] plans = Tracked.Plan.values();
        int kinds = endless ? plans.length : plans.length - 1; // NEVER is the last
        for (int i = 0; i < count; i++) {
            try {
                if (random.nextInt(4) == 0) {
                    in.increment();
                    executor.execute(out::increment);
                } else {
                    Tracked future =
                            new Tracked(
                                    this,
                                    ledger,
                                    plans[random.nextInt(kinds)],
                                    random.nextLong(),
                                    random.nextInt(4),
                                    random.nextBoolean() ? waker : null);
                    in.increment();
                    TaskFuture<@Nullable Long> task = executor.spawn(future);
                    tasks.increment();
                    var unused = task.terminated().thenRun(() -> settle(future, task));
                }
            } catch (RejectedExecutionException closing) {
                in.decrement();
                rejected.increment();
            }
        }
    }

    private void settle(Tracked future, TaskFuture<@Nullable Long> task) {
        switch (task.state()) {
            case SUCCESS -> {
                completed.increment();
                expect(future.isValue(task.resultNow()), future + " gave " + task.resultNow());
            }
            case FAILED -> {
                failed.increment();
                expect(
                        future.isFailure(task.exceptionNow()),
                        future + " failed with " + task.exceptionNow());
            }
            case CANCELLED -> {
                cancelled.increment();
                try {
                    Object unused = task.join();
                    complain("cancelled, but joined: " + task);
                } catch (BridgeClosedException closed) {
                    out.increment();
                }
            }
            default -> complain("terminated, but running: " + task);
        }
    }

    @Override
    List<Check> books() {
        long late = ledger.failures.sum() - failed.sum();
        return List.of(
                Check.equal(
                        name(),
                        "completed + failed + cancelled = spawned",
                        completed.sum() + failed.sum() + cancelled.sum(),
                        tasks.sum()),
                Check.equal(
                        name(),
                        "cancel() + onDiscard() + failures too late = cancelled",
                        ledger.cancels.sum() + ledger.discards.sum() + late,
                        cancelled.sum()));
    }

    @Override
    List<Check> coverage() {
        return List.of(
                new Check(
                        name(),
                        "close met running tasks and spawns",
                        cancelled.sum() > 0 && rejected.sum() > 0,
                        cancelled + " cancelled, " + rejected + " rejected"));
    }
}
