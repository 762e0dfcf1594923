package io.github.trunnion.netty;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** How many requests may run at a time, over all connections of a handler. */
final class RequestLimit {
    /*
     * Overview
     *
     * A connection that gets no permit queues itself and tries once more. So either its second try
     * finds what another one has given back, or who gives back later finds it in the queue and has it
     * try again on its event loop. Who is told so and does not take a permit, because its connection
     * was closed or has got one already, passes the word on: a free permit always has somebody on the
     * way to it, as long as somebody is queued.
     */
    private final AtomicInteger permits; // by compareAndSet and getAndIncrement
    private final Queue<BooleanSupplier> queued = new ConcurrentLinkedQueue<>();

    RequestLimit(int permits) {
        this.permits = new AtomicInteger(permits);
    }

    /**
     * Takes a permit, or queues the caller.
     *
     * @param again has the caller try again, on its own event loop, where it calls this or {@link
     *     #passOn}; false if that has ended
     */
    boolean tryAcquire(BooleanSupplier again) {
        if (tryAcquire()) {
            return true;
        }
        queued.add(again);
        return tryAcquire(); // if so the word will come all the same, and is passed on
    }

    private boolean tryAcquire() {
        int free = permits.get();
        while (free > 0 && !permits.compareAndSet(free, free - 1)) {
            free = permits.get();
        }
        return free > 0;
    }

    void release() {
        permits.getAndIncrement();
        passOn();
    }

    /** Has somebody else try, if there is a permit. */
    void passOn() {
        while (permits.get() > 0) {
            BooleanSupplier again = queued.poll();
            if (again == null || again.getAsBoolean()) {
                return;
            }
        }
    }
}
