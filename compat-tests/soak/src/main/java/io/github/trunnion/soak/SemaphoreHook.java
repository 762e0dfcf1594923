package io.github.trunnion.soak;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A reactor that the library has never heard of: it sleeps on a semaphore of its own. */
final class SemaphoreHook implements ReactorHook {
    private final ReactorHost host;
    private final Semaphore permits = new Semaphore(0);
    private final Queue<Waker> events = new ConcurrentLinkedQueue<>();

    SemaphoreHook(ReactorHost host) {
        this.host = host;
    }

    /** An event, from any thread, whose waker fires in a park. */
    void event(Waker waker) {
        events.add(waker);
        permits.release();
    }

    @Override
    public int park(long nanos) {
        int dispatched = dispatch();
        if (nanos > 0 && dispatched == 0 && host.mayBlock()) {
            try {
                if (nanos == Long.MAX_VALUE) {
                    permits.acquire();
                } else if (!permits.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                    return dispatch();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        permits.drainPermits(); // before the look at the events
        return dispatched + dispatch();
    }

    private int dispatch() {
        int dispatched = 0;
        for (Waker waker = events.poll(); waker != null; waker = events.poll()) {
            Wakers.fire(waker);
            dispatched++;
        }
        return dispatched;
    }

    @Override
    public void unpark() {
        permits.release();
    }

    @Override
    public boolean hasInterest() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}
}
