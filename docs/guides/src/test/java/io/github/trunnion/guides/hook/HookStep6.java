package io.github.trunnion.guides.hook;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Wakers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Knows its interest. */
final class HookStep6 implements Reactor {
    private final List<Wait> events = new ArrayList<>();

    private boolean unparked;

    private final ReactorHost host;

    HookStep6(ReactorHost host) {
        this.host = host;
    }

    @Override
    public int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        List<Wait> due = take(nanos);
        for (Wait wait : due) {
            Wakers.fire(wait.waker());
        }
        return due.size();
    }

    private synchronized List<Wait> take(long nanos) {
        if (nanos > 0 && events.isEmpty() && !unparked && host.mayBlock()) {
            block(nanos);
        }
        unparked = false;
        List<Wait> due = List.copyOf(events);
        events.clear();
        return due;
    }

    @Override
    public synchronized void unpark() {
        unparked = true;
        notifyAll();
    }

    private void block(long nanos) {
        try {
            wait((nanos - 1) / 1_000_000 + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void happened(Wait wait) {
        events.add(wait);
        notifyAll();
    }

    // region hook-step-6
    private final Set<Wait> waiting = new HashSet<>();

    @Override
    public synchronized void register(Wait wait) {
        waiting.add(wait);
    }

    @Override
    public synchronized void drop(Wait wait) {
        waiting.remove(wait);
        events.remove(wait);
    }

    @Override
    public synchronized boolean hasInterest() {
        return !waiting.isEmpty();
    }

    // endregion

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}

    @Override
    public synchronized boolean isEmpty() {
        return waiting.isEmpty() && events.isEmpty();
    }
}
