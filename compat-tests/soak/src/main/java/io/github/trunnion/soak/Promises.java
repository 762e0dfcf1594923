package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Promise;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Values that other threads give to promises: each ends with the owner or is discarded. */
final class Promises extends Load {
    private static final double PROMISES = 2_000; // a second

    private final LongAdder delivered = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Semaphore window = new Semaphore(1_000);

    Promises() {
        super("promises");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker first = kicker();
        Kicker second = kicker();
        drive(PROMISES, driver -> promise(driver, executor, first, second));
    }

    private void promise(Driver driver, BridgeExecutor executor, Kicker first, Kicker second)
            throws InterruptedException {
        long content = driver.random.nextLong();
        AtomicInteger places = new AtomicInteger();
        Promise<Long> promise =
                new Promise<>(
                        value -> {
                            places.incrementAndGet();
                            discarded.increment();
                            expect(value == content, "another value was discarded");
                        });
        window.acquire();
        TaskFuture<Long> task = executor.spawn(promise);
        var unused = task.terminated().thenRun(() -> settle(task, content, places));
        boolean twice = driver.random.nextInt(4) == 0;
        boolean cancelled = driver.random.nextInt(4) == 0;
        in.add(twice ? 2 : 1);
        first.execute(() -> complete(promise, content));
        if (twice) {
            second.execute(() -> complete(promise, content));
        }
        if (cancelled) {
            driver.spin(600);
            task.cancel(true);
        }
    }

    private void complete(Promise<Long> promise, long content) {
        if (!promise.complete(content)) {
            refused.increment();
        }
    }

    private void settle(TaskFuture<Long> task, long content, AtomicInteger places) {
        window.release();
        switch (task.state()) {
            case SUCCESS -> {
                delivered.increment();
                places.incrementAndGet();
                expect(task.resultNow() == content, "another value was delivered");
            }
            case CANCELLED -> {
                if (!task.isCancelled()) {
                    complain("cancelled or not? " + task);
                }
            }
            default -> complain("ended as " + task);
        }
        if (places.get() > 2) {
            complain("a value was in " + places + " places");
        }
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(
                        name(),
                        "delivered + discarded = given",
                        delivered.sum() + discarded.sum(),
                        in.sum()),
                new Check(
                        name(),
                        "a refused value is discarded",
                        refused.sum() <= discarded.sum(),
                        refused + " <= " + discarded));
    }
}
