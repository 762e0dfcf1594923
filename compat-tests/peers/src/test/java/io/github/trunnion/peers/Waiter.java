package io.github.trunnion.peers;

import static org.awaitility.Awaitility.with;

import org.junit.jupiter.api.Assertions;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A body that may wait, on a thread of its own; who asks for its end waits so long and no longer.
 */
final class Waiter<T> {
    private static final int PATIENCE_SECONDS = 20;

    final Thread thread;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean flag;

    private Waiter(ThreadFactory threads, Callable<T> body) {
        thread =
                threads.newThread(
                        () -> {
                            T value = null;
                            Throwable failure = null;
                            try {
                                value = body.call();
                            } catch (Throwable thrown) {
                                failure = thrown;
                            }
                            flag = Thread.currentThread().isInterrupted();
                            if (failure == null) {
                                result.complete(value);
                            } else {
                                result.completeExceptionally(new Ended(failure));
                            }
                        });
        thread.start();
    }

    /** How the body ended, whatever that was, so that no future unwraps it. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1;

        Ended(Throwable failure) {
            super(failure);
        }
    }

    /** Starts the body on a new virtual thread of the JDK's scheduler. */
    static <T> Waiter<T> start(Callable<T> body) {
        return start(Thread.ofVirtual().name("waiter").factory(), body);
    }

    static <T> Waiter<T> start(ThreadFactory threads, Callable<T> body) {
        return new Waiter<>(threads, body);
    }

    /** Starts the body on a new platform thread. */
    static <T> Waiter<T> startPlatform(Callable<T> body) {
        return start(Thread.ofPlatform().daemon().name("waiter").factory(), body);
    }

    /** Returns when the thread waits. */
    Waiter<T> parked() {
        until(() -> isWaiting(thread));
        return this;
    }

    /** Returns when the thread waits, and interrupts it. */
    Waiter<T> interrupted() {
        parked();
        thread.interrupt();
        return this;
    }

    T value() throws Exception {
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            T value = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("The body returned " + value);
        } catch (ExecutionException e) {
            return e.getCause().getCause();
        }
    }

    <X extends Throwable> X failure(Class<X> type) throws Exception {
        return Assertions.assertInstanceOf(type, failure());
    }

    boolean isDone() {
        return result.isDone();
    }

    /** The interrupt flag when the body ended. */
    boolean flag() {
        Assertions.assertTrue(result.isDone(), "still running");
        return flag;
    }

    static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING;
    }

    static void until(BooleanSupplier condition) {
        with().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(condition::getAsBoolean);
    }
}
