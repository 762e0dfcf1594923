package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Tasks that are cancelled before, during and after their polls. */
final class Cancels extends Load {
    private static final double TASKS = 1_500; // a second

    private final Ledger ledger = new Ledger();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Semaphore window = new Semaphore(1_000);

    Cancels() {
        super("cancels");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(TASKS, driver -> spawn(driver, executor, kicker));
    }

    private void spawn(Driver driver, BridgeExecutor executor, Kicker kicker)
            throws InterruptedException {
        Tracked.Plan[] plans = Tracked.Plan.values();
        Tracked future =
                new Tracked(
                                this,
                                ledger,
                                plans[driver.random.nextInt(plans.length)],
                                driver.random.nextLong(),
                                driver.random.nextInt(4),
                                driver.random.nextBoolean() ? kicker : null)
                        .spinning(driver.random.nextInt(100));
        window.acquire();
        in.increment();
        TaskFuture<@Nullable Long> task = executor.spawn(future);
        var unused = task.terminated().thenRun(() -> settle(future, task));
        switch (driver.random.nextInt(7)) {
            case 6 -> { // inside a poll, unless the last one is over
                future.meanwhile(() -> task.cancel(true));
                cancelIfItNeverEnds(future, task, kicker);
            }
            case 0 -> task.cancel(true);
            case 1 -> {
                driver.spin(600);
                task.cancel(false);
            }
            case 2 -> kicker.execute(() -> task.cancel(true));
            case 3 -> {
                kicker.execute(() -> task.cancel(true));
                driver.spin(600);
                task.cancel(true);
            }
            case 4 -> {
                var unusedToo = task.directCompletion().whenComplete((v, t) -> task.cancel(true));
                cancelIfItNeverEnds(future, task, kicker);
            }
            default -> cancelIfItNeverEnds(future, task, kicker);
        }
    }

    private static void cancelIfItNeverEnds(Tracked future, TaskFuture<?> task, Kicker kicker) {
        if (future.plan() == Tracked.Plan.NEVER) {
            kicker.execute(() -> task.cancel(true));
        }
    }

    private void settle(Tracked future, TaskFuture<@Nullable Long> task) {
        window.release();
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
                out.increment();
            }
            default -> complain("terminated, but running: " + task);
        }
    }

    @Override
    List<Check> books() {
        long lateFailures = ledger.failures.sum() - failed.sum();
        return List.of(
                Check.equal(
                        name(),
                        "completed + failed + cancelled = spawned",
                        completed.sum() + failed.sum() + cancelled.sum(),
                        in.sum()),
                Check.equal(
                        name(),
                        "cancel() + onDiscard() + failures too late = cancelled",
                        ledger.cancels.sum() + ledger.discards.sum() + lateFailures,
                        cancelled.sum()),
                Check.equal(
                        name(),
                        "completed + discarded = values",
                        completed.sum() + ledger.discards.sum(),
                        ledger.values.sum()));
    }

    @Override
    List<Check> coverage() {
        return List.of(
                new Check(
                        name(),
                        "cancels met values and failures",
                        ledger.discards.sum() > 0 && ledger.failures.sum() > failed.sum(),
                        ledger.discards + " values discarded"));
    }
}
