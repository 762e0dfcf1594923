package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A future that counts what its owner does with it, and fails the test if the owner does two things
 * at once or goes on with a future that is done.
 */
class Probe<T> implements PollFuture<T> {
    /** What a poll does; pending unless a test says otherwise. */
    interface Step<T> {
        Poll<T> poll(Context cx) throws Exception;
    }

    private final Step<T> step;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean done;
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    final Queue<Object> discards = new ConcurrentLinkedQueue<>();
    final Queue<String> faults = new ConcurrentLinkedQueue<>();
    final CountDownLatch polled = new CountDownLatch(1);
    volatile @Nullable Waker waker;
    volatile @Nullable Thread cancelledBy;

    Probe() {
        this(cx -> Poll.pending());
    }

    Probe(Step<T> step) {
        this.step = step;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        enter("poll");
        polls.incrementAndGet();
        waker = cx.waker();
        polled.countDown();
        boolean ended = true;
        try {
            Poll<T> result = step.poll(cx);
            ended = result.isReady();
            return result;
        } finally {
            done |= ended;
            inside.decrementAndGet();
        }
    }

    @Override
    public void cancel() {
        enter("cancel");
        cancelledBy = Thread.currentThread();
        cancels.incrementAndGet();
        done = true;
        inside.decrementAndGet();
    }

    @Override
    public void onDiscard(T value) {
        discards.add(value);
    }

    /** One waits for the first poll, then wakes. */
    void wake() throws InterruptedException {
        polled.await();
        Waker latest = waker;
        if (latest != null) {
            latest.wake();
        }
    }

    private void enter(String what) {
        if (inside.getAndIncrement() != 0) {
            faults.add(what + " beside another call");
        }
        if (done) {
            faults.add(what + " after the end");
        }
    }
}
