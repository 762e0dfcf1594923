package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tasks that return a value or null, throw an exception or an error, observed in every way. */
final class Outcomes extends Load {
    private static final double TASKS = 3_000; // a second
    private static final List<Tracked.Plan> PLANS =
            List.of(
                    Tracked.Plan.VALUE,
                    Tracked.Plan.VALUE,
                    Tracked.Plan.VALUE,
                    Tracked.Plan.NULL,
                    Tracked.Plan.CHECKED,
                    Tracked.Plan.UNCHECKED,
                    Tracked.Plan.ERROR);

    private final Ledger ledger = new Ledger();
    private final Semaphore window = new Semaphore(1_000);

    Outcomes() {
        super("outcomes");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(TASKS, driver -> spawn(driver, executor, kicker));
    }

    private void spawn(Driver driver, BridgeExecutor executor, Kicker kicker)
            throws InterruptedException {
        Tracked future =
                new Tracked(
                        this,
                        ledger,
                        PLANS.get(driver.random.nextInt(PLANS.size())),
                        driver.random.nextLong(),
                        driver.random.nextInt(3),
                        driver.random.nextBoolean() ? kicker : null);
        window.acquire();
        in.increment();
        TaskFuture<@Nullable Long> task = executor.spawn(future);
        switch (driver.random.nextInt(24)) {
            case 0 -> get(future, task);
            case 1 -> join(future, task);
            case 2 -> {
                var unused =
                        task.toCompletableFuture()
                                .whenComplete((value, failure) -> settle(future, value, failure));
            }
            case 3 -> {
                var unused =
                        task.<@Nullable Long>thenApply(value -> value)
                                .handle((value, failure) -> settle(future, value, failure));
            }
            case 4 -> {
                var unused = task.terminated().thenRun(() -> join(future, task));
            }
            default -> {
                var unused =
                        task.directCompletion()
                                .whenComplete((value, failure) -> settle(future, value, failure));
            }
        }
    }

    private void get(Tracked future, TaskFuture<@Nullable Long> task) throws InterruptedException {
        try {
            settle(future, task.get(1, TimeUnit.HOURS), null);
        } catch (ExecutionException failed) {
            settle(future, null, failed.getCause());
        } catch (TimeoutException late) {
            complain("get", late);
        }
    }

    private void join(Tracked future, TaskFuture<@Nullable Long> task) {
        try {
            settle(future, task.join(), null);
        } catch (CompletionException failed) {
            settle(future, null, failed.getCause());
        }
    }

    private boolean settle(Tracked future, @Nullable Long value, @Nullable Throwable failure) {
        window.release();
        Throwable bare = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean right = bare == null ? future.isValue(value) : future.isFailure(bare);
        expect(right, future + " gave " + value + " or " + failure);
        return right;
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(name(), "spawned = ended", in.sum(), ledger.ended()),
                Check.equal(
                        name(),
                        "nothing cancelled or discarded",
                        0,
                        ledger.cancels.sum() + ledger.discards.sum()));
    }
}
