package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Blocking bodies as futures, and stages as poll-futures: they end, fail or are cancelled. */
final class Blockings extends Load {
    private static final double BODIES = 500; // a second

    private final LongAdder begun = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder interrupts = new LongAdder();
    private final Semaphore window = new Semaphore(300);

    Blockings() {
        super("blocking");
    }

    @Override
    void open() {
        BridgeExecutor bridge = executor("", 1);
        Kicker kicker = kicker();
        drive(BODIES, driver -> body(driver, bridge, kicker));
    }

    private void body(Driver driver, BridgeExecutor bridge, Kicker kicker)
            throws InterruptedException {
        Long content = driver.random.nextLong();
        window.acquire();
        in.increment();
        switch (driver.random.nextInt(7)) {
            case 0 -> watch(Blocking.supply(() -> within(() -> content)), content);
            case 1 -> watch(Blocking.supply(() -> within(() -> fail(content))), content);
            case 2 -> cancel(driver, kicker);
            case 3 -> {
                CompletableFuture<Long> source = new CompletableFuture<>();
                kicker.execute(() -> source.complete(content));
                watch(bridge.spawn(Stages.hot(source)), content);
            }
            case 4 ->
                    watch(
                            bridge.spawn(
                                    Stages.lazy(
                                            () -> Blocking.supply(() -> within(() -> content)))),
                            content);
            case 5 -> cancelStage(bridge, kicker);
            default ->
                    watch(
                            Blocking.on(bridge)
                                    .supply(() -> within(() -> content))
                                    .thenApply(v -> v)
                                    .toCompletableFuture(),
                            content);
        }
    }

    private interface Body {
        Long run() throws Exception;
    }

    private Long within(Body body) throws Exception {
        begun.increment();
        try {
            return body.run();
        } finally {
            returned.increment();
        }
    }

    private static Long fail(Long content) throws SoakException {
        throw new SoakException(content.toString());
    }

    private void watch(CompletionStage<Long> stage, Long content) {
        var unused =
                stage.whenComplete(
                        (value, failure) -> {
                            window.release();
                            boolean right =
                                    failure == null
                                            ? content.equals(value)
                                            : failure instanceof SoakException planned
                                                    && content.toString()
                                                            .equals(planned.getMessage());
                            expect(right, "gave " + value + " or " + failure);
                        });
    }

    /** The body is interrupted once while it runs, or never runs, or has ended. */
    private void cancel(Driver driver, Kicker kicker) {
        AtomicInteger seen = new AtomicInteger();
        boolean early = driver.random.nextBoolean();
        CountDownLatch running = new CountDownLatch(1);
        TaskFuture<Long> task = Blocking.supply(() -> within(() -> waiting(seen, running)));
        var unused =
                task.terminated()
                        .thenRun(
                                () -> {
                                    window.release();
                                    boolean right = task.isCancelled();
                                    right &= early ? seen.get() <= 1 : seen.get() == 1;
                                    expect(right, "cancelled body: " + seen + " interrupts");
                                });
        if (early) {
            task.cancel(true);
        } else {
            kicker.execute(
                    () -> {
                        try {
                            running.await();
                        } catch (InterruptedException impossible) {
                            complain("kicker", impossible);
                        }
                        task.cancel(true);
                    });
        }
    }

    private Long waiting(AtomicInteger seen, CountDownLatch running) throws InterruptedException {
        running.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException planned) {
            seen.incrementAndGet();
            interrupts.increment();
        }
        return 0L;
    }

    /** Cancelling the task cancels the stage that it waits for (st01). */
    private void cancelStage(BridgeExecutor bridge, Kicker kicker) {
        CompletableFuture<Long> source = new CompletableFuture<>();
        TaskFuture<Long> task = bridge.spawn(Stages.hot(source));
        var unused = source.whenComplete((value, failure) -> ended(task, failure));
        var polled = bridge.spawn(cx -> Poll.ready(0));
        var unusedToo =
                polled.directCompletion().thenRun(() -> kicker.execute(() -> task.cancel(true)));
    }

    private void ended(TaskFuture<Long> task, @Nullable Throwable failure) {
        window.release();
        expect(
                failure instanceof CancellationException && task.isCancelled(),
                "cancelled stage: " + failure);
    }

    @Override
    List<Check> books() {
        return List.of(Check.equal(name(), "bodies begun = returned", begun.sum(), returned.sum()));
    }

    @Override
    List<Check> coverage() {
        return List.of(
                new Check(
                        name(),
                        "there were interrupts",
                        interrupts.sum() > 0,
                        interrupts + " interrupts"));
    }
}
