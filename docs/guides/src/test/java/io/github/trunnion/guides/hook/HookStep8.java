package io.github.trunnion.guides.hook;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Wakers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

// region hook-step-8
/** A whole reactor. */
final class HookStep8 implements Reactor {
    private final ReactorHost host;
    private final Set<Wait> waiting = new HashSet<>(); // all guarded by this
    private final List<Wait> events = new ArrayList<>();
    private boolean unparked;

    HookStep8(ReactorHost host) {
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

    private void block(long nanos) {
        try {
            wait((nanos - 1) / 1_000_000 + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void unpark() {
        unparked = true;
        notifyAll();
    }

    @Override
    public synchronized void happened(Wait wait) {
        events.add(wait);
        notifyAll();
    }

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

    @Override
    public void failed(Throwable cause) {
        List<Wait> all;
        synchronized (this) {
            all = List.copyOf(waiting);
        }
        for (Wait wait : all) {
            Wakers.fire(wait.waker());
        }
    }

    @Override
    public synchronized void close() {
        waiting.clear();
        events.clear();
    }

    @Override
    public synchronized boolean isEmpty() {
        return waiting.isEmpty() && events.isEmpty();
    }
}
// endregion
