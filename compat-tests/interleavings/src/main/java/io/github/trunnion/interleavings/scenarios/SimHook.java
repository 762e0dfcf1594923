package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A reactor as the contract wants it, which watches that the carrier keeps its side, too. */
class SimHook implements ReactorHook {
    private final @Nullable ReactorHost host;

    /** Sticky (H3); an atomic, so that giving it is a step. */
    private final AtomicInteger permit = new AtomicInteger();

    /** Events that the device has brought and the carrier has not seen. */
    private final AtomicInteger events = new AtomicInteger();

    /** What the device makes the next park throw. */
    private volatile @Nullable RuntimeException fault;

    /** Whether park returns at once, for nothing. */
    volatile boolean spins;

    /** Confined to the carrier. */
    private final List<Waker> wakers = new ArrayList<>();

    private int seen;
    private boolean inPark;
    int parks;
    int closes;
    int failures;

    SimHook(@Nullable ReactorHost host) {
        this.host = host;
    }

    // The device's side

    /** An event becomes ready; any thread. */
    void event() {
        events.incrementAndGet();
        unpark();
    }

    /** The next park, or the current one, throws; any thread. */
    void breakDown() {
        fault = new IllegalStateException("the device has broken down");
        unpark();
    }

    // The future's side, on the carrier

    /** How many events the carrier has dispatched. */
    int seen() {
        return seen;
    }

    /** The waker is woken at the next event. */
    void register(Waker waker) {
        wakers.add(waker);
    }

    // The carrier's side

    @Override
    public int park(long nanos) {
        Sim.check(closes == 0, "park does not come after close (H9)");
        Sim.check(failures == 0, "park does not come after a failure (H5)");
        Sim.check(!inPark, "park is not entered twice (H2)");
        inPark = true;
        parks++;
        try {
            if (nanos > 0 && !spins && events.get() == 0 && (host == null || host.mayBlock())) {
                Sim.await(() -> permit.get() != 0, nanos);
            }
            permit.set(0);
            RuntimeException broken = fault;
            if (broken != null) {
                throw broken;
            }
            int count = events.getAndSet(0);
            seen += count;
            if (count > 0) {
                wakeAll();
            }
            return count;
        } finally {
            inPark = false;
        }
    }

    private void wakeAll() {
        List<Waker> woken = List.copyOf(wakers);
        wakers.clear();
        woken.forEach(Wakers::fire);
    }

    @Override
    public void unpark() {
        permit.set(1);
    }

    @Override
    public boolean hasInterest() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {
        failures++;
        wakeAll();
    }

    @Override
    public void close() {
        closes++;
        Sim.check(closes == 1, "close comes once (H9)");
        Sim.check(!inPark, "close does not come inside park (H9)");
    }
}
