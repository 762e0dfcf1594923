package io.github.trunnion.soak;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/** Futures that run on the user's own platform threads; some are interrupted. */
final class BlockOns extends Load {
    private static final int THREADS = 2;
    private static final double RUNS = 250; // a second, of each thread

    private final Ledger ledger = new Ledger();
    private final LongAdder tracked = new LongAdder();

    BlockOns() {
        super("blockon");
    }

    @Override
    void open() {
        Kicker kicker = kicker();
        for (int i = 0; i < THREADS; i++) {
            drive(RUNS, driver -> run(driver, kicker));
        }
    }

    private void run(Driver driver, Kicker kicker) throws Exception {
        in.increment();
        long content = driver.random.nextLong();
        switch (driver.random.nextInt(8)) {
            case 0 -> {
                Promise<Long> promise = new Promise<>();
                kicker.execute(() -> promise.complete(content));
                expect(BlockOn.run(promise) == content, "another value");
            }
            case 1 -> {
                long due = System.nanoTime() + 300_000;
                Object unused = BlockOn.run(PollFutures.sleep(Duration.ofNanos(300_000)));
                expect(System.nanoTime() - due >= 0, "the sleep was too short");
            }
            case 2 -> interrupt(future(driver, Tracked.Plan.NEVER, kicker), kicker, true);
            case 3 -> interrupt(future(driver, Tracked.Plan.VALUE, kicker), kicker, false);
            case 4 -> pipe(content);
            case 5 -> spawnHere(driver, kicker);
            default -> {
                Tracked.Plan[] plans = Tracked.Plan.values();
                Tracked.Plan plan = plans[driver.random.nextInt(plans.length - 1)]; // but NEVER
                Tracked future = future(driver, plan, kicker);
                expect(isRight(future), future + " ended otherwise");
            }
        }
    }

    private Tracked future(Driver driver, Tracked.Plan plan, Kicker kicker) {
        tracked.increment();
        return new Tracked(
                this,
                ledger,
                plan,
                driver.random.nextLong(),
                driver.random.nextInt(4),
                driver.random.nextBoolean() ? kicker : null);
    }

    private static boolean isRight(Tracked future) {
        try {
            return future.isValue(BlockOn.<@Nullable Long>run(future));
        } catch (Throwable failure) {
            return future.isFailure(failure);
        }
    }

    /** The interrupt comes before, inside or after the run. */
    private void interrupt(Tracked future, Kicker kicker, boolean always)
            throws InterruptedException {
        Thread here = Thread.currentThread();
        CountDownLatch sent = new CountDownLatch(1);
        kicker.execute(
                () -> {
                    here.interrupt();
                    sent.countDown();
                });
        boolean right;
        try {
            right = future.isValue(BlockOn.<@Nullable Long>run(future));
            right &= !always;
        } catch (InterruptedException interrupted) {
            right = true;
        } catch (Exception other) {
            complain("interrupted", other);
            return;
        }
        awaitQuietly(sent);
        boolean unused = Thread.interrupted();
        expect(right, future + " ended otherwise");
    }

    /** The interrupt that is waited for may end the wait itself, once. */
    private static void awaitQuietly(CountDownLatch sent) throws InterruptedException {
        try {
            sent.await();
        } catch (InterruptedException itself) {
            sent.await();
        }
    }

    private void pipe(long content) throws Exception {
        try (PollPipe pipe = PollPipe.open()) {
            ByteBuffer back = ByteBuffer.allocate(Long.BYTES);
            ByteBuffer sent = ByteBuffer.allocate(Long.BYTES).putLong(0, content);
            int moved =
                    BlockOn.run(
                            PollFutures.join(
                                    pipe.read(back), pipe.write(sent), (read, wrote) -> read));
            expect(moved == Long.BYTES && back.getLong(0) == content, "other bytes");
        }
    }

    /** A task that is not done when the run is must be cancelled with it. */
    private void spawnHere(Driver driver, Kicker kicker) throws Exception {
        Tracked left = future(driver, Tracked.Plan.NEVER, kicker);
        Tracked awaited = future(driver, Tracked.Plan.VALUE, kicker);
        PollFuture<TaskFuture<@Nullable Long>> main =
                PollFutures.lazy(
                        () -> {
                            TaskFuture<@Nullable Long> task = BridgeExecutor.spawnHere(left);
                            return PollFutures.map(
                                    awaited,
                                    value -> {
                                        if (!awaited.isValue(value)) {
                                            complain("another value: " + value);
                                        }
                                        return task;
                                    });
                        });
        expect(BlockOn.run(main).isCancelled(), "a spawned task is left over");
    }

    @Override
    List<Check> books() {
        return List.of(Check.equal(name(), "futures begun = ended", tracked.sum(), ledger.ended()));
    }
}
