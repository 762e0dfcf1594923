package io.github.trunnion.loom;

import static org.awaitility.Awaitility.with;

import org.junit.jupiter.api.Assertions;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A body on a thread of its own: its result, and its interrupt flag at the end. */
final class Running<T> implements Runnable {
    private static final int PATIENCE_SECONDS = 20;

    Thread thread;
    private final Callable<T> body;
    private final CountDownLatch ended = new CountDownLatch(1);
    private T value;
    private Throwable failure;
    private boolean flag;

    /** Waits on, whoever interrupts. */
    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Running(Callable<T> body) {
        this.body = body;
    }

    @Override
    public void run() {
        try {
            value = body.call();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            flag = Thread.currentThread().isInterrupted();
            ended.countDown();
        }
    }

    /** Returns when the thread is parked. */
    Running<T> parked() {
        with().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(
                        () ->
                                thread.getState() == Thread.State.WAITING
                                        || thread.getState() == Thread.State.TIMED_WAITING);
        return this;
    }

    T value() throws InterruptedException {
        join();
        if (failure != null) {
            throw new AssertionError("the body failed", failure);
        }
        return value;
    }

    <X extends Throwable> X failure(Class<X> type) throws InterruptedException {
        return Assertions.assertInstanceOf(type, failure());
    }

    Throwable failure() throws InterruptedException {
        join();
        Assertions.assertNotNull(failure, () -> "the body returned " + value);
        return failure;
    }

    /** The interrupt flag when the body ended. */
    boolean flag() throws InterruptedException {
        join();
        return flag;
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    private void join() throws InterruptedException {
        Assertions.assertTrue(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    }
}
