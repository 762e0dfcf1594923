package io.github.trunnion.compat;

import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One thread that awaits, and what became of it. */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread thread;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    private record End(@Nullable Object value, @Nullable Throwable failure) {}

    private Waiting(Waiter waiter, Callable<?> body) {
        thread =
                waiter.thread(
                        () -> {
                            try {
                                end.complete(new End(body.call(), null));
                            } catch (Throwable e) {
                                end.complete(new End(null, e));
                            }
                        });
    }

    /** Starts a thread that calls the body. */
    public static Waiting start(Waiter waiter, Callable<?> body) {
        Waiting waiting = new Waiting(waiter, body);
        waiting.thread.start();
        return waiting;
    }

    /** Returns when the thread waits. */
    public Waiting parked() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(
                        () ->
                                switch (thread.getState()) {
                                    case WAITING, TIMED_WAITING -> true;
                                    case TERMINATED ->
                                            throw new AssertionError(
                                                    "should wait, but has ended: " + end);
                                    default -> false;
                                });
        return this;
    }

    public Waiting interrupt() {
        thread.interrupt();
        return this;
    }

    /** What the body returned. */
    public @Nullable Object value() throws Exception {
        End ended = end();
        if (ended.failure() != null) {
            throw new AssertionError("should have a value", ended.failure());
        }
        return ended.value();
    }

    /** What the body threw. */
    public Throwable failure() throws Exception {
        End ended = end();
        if (ended.failure() == null) {
            throw new AssertionError("should have failed, but has the value " + ended.value());
        }
        return ended.failure();
    }

    private End end() throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
