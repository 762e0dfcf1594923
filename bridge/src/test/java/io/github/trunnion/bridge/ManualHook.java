package io.github.trunnion.bridge;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A hook whose park blocks on a private semaphore; its events are wakers that a test queues. */
class ManualHook implements ReactorHook {
    private static final Waker NOTHING = () -> {};

    /** What a test has queued; a thread that adds releases the semaphore afterwards. */
    private final Queue<Waker> events = new ConcurrentLinkedQueue<>();

    private final Semaphore permits = new Semaphore(0);
    private final Queue<Long> nanosSeen = new ConcurrentLinkedQueue<>();
    private volatile boolean recording;

    volatile @Nullable ReactorHost host;
    volatile boolean interest = true;
    volatile boolean inPark;
    volatile @Nullable Thread parkThread;
    final AtomicLong parks = new AtomicLong();
    final AtomicLong turns = new AtomicLong();
    final AtomicLong unparks = new AtomicLong();
    final AtomicInteger closes = new AtomicInteger();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Registers this hook on a carrier of the executor and keeps it leased. */
    ReactorLease<ManualHook> leaseOn(BridgeExecutor executor) throws Exception {
        return executor.spawn(
                        cx ->
                                Poll.ready(
                                        cx.reactor()
                                                .acquire(
                                                        ManualHook.class,
                                                        created -> {
                                                            host = created;
                                                            return this;
                                                        })))
                .get();
    }

    /** An event: its waker fires in a park. Any thread. */
    void event(Waker waker) {
        events.add(waker);
        permits.release();
    }

    /** Makes park return as if for no reason. */
    void returnSpuriously() {
        event(NOTHING);
    }

    ManualHook recording() {
        recording = true;
        return this;
    }

    List<Long> nanosSeen() {
        return List.copyOf(nanosSeen);
    }

    @Override
    public int park(long nanos) throws IOException {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + ")");
        }
        parkThread = Thread.currentThread();
        if (recording) {
            nanosSeen.add(nanos);
        }
        (nanos == 0 ? turns : parks).incrementAndGet();
        inPark = true;
        try {
            beforePark(nanos);
            int dispatched = dispatch();
            ReactorHost h = host;
            if (nanos > 0 && dispatched == 0 && (h == null || h.mayBlock())) {
                if (nanos == Long.MAX_VALUE) {
                    permits.acquire();
                } else {
                    boolean unused = permits.tryAcquire(nanos, TimeUnit.NANOSECONDS);
                }
            }
            permits.drainPermits();
            return dispatched + dispatch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            inPark = false;
        }
    }

    /** For subclasses: runs at the start of each park. */
    void beforePark(long nanos) throws IOException {}

    private int dispatch() {
        int dispatched = 0;
        for (Waker waker = events.poll(); waker != null; waker = events.poll()) {
            if (waker != NOTHING) {
                Wakers.fire(waker);
                dispatched++;
            }
        }
        return dispatched;
    }

    @Override
    public void unpark() {
        unparks.incrementAndGet();
        permits.release();
    }

    @Override
    public boolean hasInterest() {
        return interest;
    }

    @Override
    public void failed(Throwable cause) {
        failures.add(cause);
        for (Waker waker = events.poll(); waker != null; waker = events.poll()) {
            Wakers.fire(waker);
        }
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
