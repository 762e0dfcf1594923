package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A future that does in its polls what a test tells it, and that notices what its owner does. */
final class Probe implements PollFuture<@Nullable Object> {
    /*
     * Overview
     *
     * The test queues a step and then wakes the waker of the latest poll; a poll stores its waker
     * and then runs what is queued. Either the poll sees the step, or the step sees the waker.
     */
    /** What a poll is to do. */
    @FunctionalInterface
    interface Step<V extends @Nullable Object> {
        V run(Context cx) throws Exception;
    }

    private record Order(Step<?> step, CompletableFuture<@Nullable Object> done) {}

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations;
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();
    private final AtomicInteger discards = new AtomicInteger();

    private volatile @Nullable Waker waker;
    private volatile @Nullable Callable<? extends @Nullable Object> ending;
    private volatile @Nullable String end;

    /** A future that tells of broken rules there. */
    Probe(Queue<String> violations) {
        this.violations = violations;
    }

    // The test's side

    /** Queues a step for the next poll, and wakes. */
    @SuppressWarnings("unchecked") // the step says what it returns
    <V extends @Nullable Object> CompletableFuture<V> order(Step<V> step) {
        CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
        orders.add(new Order(step, done));
        wake();
        return (CompletableFuture<V>) done;
    }

    /**
     * The next poll is the last one, and returns what the call returns or throws what it throws.
     */
    void endBy(Callable<? extends @Nullable Object> call) {
        ending = call;
        wake();
    }

    /** Wakes the waker of the latest poll. */
    void wake() {
        Waker latest = waker;
        if (latest != null) {
            latest.wake();
        }
    }

    Waker waker() {
        return requireNonNull(waker, "not polled yet");
    }

    boolean isPolled() {
        return polls.get() > 0;
    }

    /** Whether an owner is in the middle of a poll. */
    boolean isBusy() {
        return inside.get() != null;
    }

    int polls() {
        return polls.get();
    }

    int cancels() {
        return cancels.get();
    }

    int discards() {
        return discards.get();
    }

    /** Whether it was cancelled, or has ended. */
    boolean isOver() {
        return end != null;
    }

    // The owner's side

    @Override
    public Poll<@Nullable Object> poll(Context cx) throws Exception {
        Thread other = inside.getAndSet(Thread.currentThread());
        note(other != null, "F4", "polled while " + other + " is inside of it");
        note(end != null, "done".equals(end) ? "F3" : "F7", "polled although it is " + end);
        polls.incrementAndGet();
        waker = cx.waker();
        try {
            // What is queued from here on has a wake of its own, so it has a poll of its own.
            for (int left = orders.size(); left > 0; left--) {
                Order order = orders.poll();
                if (order != null) {
                    run(order, cx);
                }
            }
            Callable<? extends @Nullable Object> last = ending;
            if (last == null) {
                return Poll.pending();
            }
            end = "done";
            return Poll.ready(last.call());
        } finally {
            inside.set(null);
        }
    }

    private static void run(Order order, Context cx) {
        try {
            order.done.complete(order.step.run(cx));
        } catch (Throwable thrown) {
            order.done.completeExceptionally(thrown);
        }
    }

    @Override
    public void cancel() {
        Thread other = inside.get();
        note(other != null, "F7", "cancelled while " + other + " is inside of its poll");
        note(end != null, "F7", "cancelled although it is " + end);
        end = "cancelled";
        cancels.incrementAndGet();
    }

    @Override
    public void onDiscard(@Nullable Object value) {
        note(!"done".equals(end), "F7", "given a value to discard that it has not returned");
        discards.incrementAndGet();
    }

    private void note(boolean broken, String rule, String what) {
        if (broken) {
            violations.add(
                    rule + ": a future was " + what + ", on " + Thread.currentThread() + ".");
        }
    }

    @Override
    public String toString() {
        return "Probe[" + polls + " polls" + (end == null ? "]" : ", " + end + "]");
    }
}
