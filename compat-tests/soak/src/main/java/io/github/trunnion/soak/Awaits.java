package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.loom.Await;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Threads, virtual ones mostly, that await stages, futures and poll-futures, or give up. */
final class Awaits extends Load {
    private static final double AWAITS = 800; // a second

    private final Ledger ledger = new Ledger();
    private final LongAdder tracked = new LongAdder();
    private final Semaphore window = new Semaphore(300);

    Awaits() {
        super("awaits");
    }

    /** One await; true if it ended as it must. */
    private interface Body {
        boolean run() throws Exception;
    }

    @Override
    void open() {
        BridgeExecutor bridge = executor("", 1);
        Kicker kicker = kicker();
        drive(
                AWAITS,
                driver -> {
                    window.acquire();
                    in.increment();
                    Body body = body(driver, bridge, kicker);
                    if (driver.random.nextInt(16) == 0) {
                        run(body); // on this platform thread
                    } else {
                        Thread unused =
                                Thread.ofVirtual().name("soak-await").start(() -> run(body));
                    }
                });
    }

    private void run(Body body) {
        try {
            expect(body.run(), body + " ended otherwise");
        } catch (Throwable unexpected) {
            complain("await", unexpected);
        } finally {
            window.release();
        }
    }

    private Body body(Driver driver, BridgeExecutor bridge, Kicker kicker) {
        Long content = driver.random.nextLong();
        int kind = driver.random.nextInt(8);
        Tracked future = kind < 4 ? tracked(driver, kicker, kind == 3) : null;
        return switch (kind) {
            case 0 -> {
                Tracked awaited = requireTracked(future);
                yield () -> awaited.isValue(Await.on(bridge).<@Nullable Long>await(awaited));
            }
            case 1 -> {
                Tracked awaited = requireTracked(future);
                yield () -> awaited.isValue(Await.<@Nullable Long>await(awaited));
            }
            case 2 -> {
                Tracked awaited = requireTracked(future);
                yield () -> awaited.isValue(Await.<@Nullable Long>await(bridge.spawn(awaited)));
            }
            case 3 -> {
                Tracked never = requireTracked(future);
                yield () -> isTooLate(() -> Await.on(bridge).await(never, Duration.ofMillis(1)));
            }
            case 4 -> () -> content.equals(Await.await(completed(kicker, content)));
            case 5 ->
                    () -> {
                        CompletableFuture<Long> never = new CompletableFuture<>();
                        return isTooLate(() -> Await.await(never, Duration.ofMillis(1)))
                                && never.isCancelled();
                    };
            case 6 ->
                    () -> {
                        FutureTask<Long> task = new FutureTask<>(() -> content);
                        kicker.execute(task);
                        return content.equals(Await.awaitFuture(task));
                    };
            default -> () -> interrupted(kicker);
        };
    }

    private Tracked tracked(Driver driver, Kicker kicker, boolean never) {
        tracked.increment();
        return new Tracked(
                this,
                ledger,
                never ? Tracked.Plan.NEVER : Tracked.Plan.VALUE,
                driver.random.nextLong(),
                driver.random.nextInt(4),
                driver.random.nextBoolean() ? kicker : null);
    }

    private static Tracked requireTracked(@Nullable Tracked future) {
        return Objects.requireNonNull(future);
    }

    private static CompletableFuture<Long> completed(Kicker kicker, Long content) {
        CompletableFuture<Long> stage = new CompletableFuture<>();
        kicker.execute(() -> stage.complete(content));
        return stage;
    }

    private interface Wait {
        @Nullable Object run() throws Exception;
    }

    private static boolean isTooLate(Wait wait) throws Exception {
        try {
            Object unused = wait.run();
            return false;
        } catch (TimeoutException late) {
            return true;
        }
    }

    private static boolean interrupted(Kicker kicker) throws InterruptedException {
        CompletableFuture<Long> never = new CompletableFuture<>();
        Thread here = Thread.currentThread();
        CountDownLatch sent = new CountDownLatch(1);
        kicker.execute(
                () -> {
                    here.interrupt();
                    sent.countDown();
                });
        try {
            Long unused = Await.await(never);
            return false;
        } catch (InterruptedException expected) {
            sent.await(); // the thread has no second interrupt to come
            return never.isCancelled() && !here.isInterrupted();
        }
    }

    @Override
    List<Check> books() {
        return List.of(Check.equal(name(), "futures begun = ended", tracked.sum(), ledger.ended()));
    }
}
