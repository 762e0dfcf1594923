package io.github.trunnion.guides.hook;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Wakers;

import java.util.ArrayList;
import java.util.List;

/** Asks its host. */
final class HookStep5 implements Reactor {
    private final List<Wait> events = new ArrayList<>();

    private boolean unparked;

    // region hook-step-5
    private final ReactorHost host;

    HookStep5(ReactorHost host) {
        this.host = host;
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

    // endregion

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

    @Override
    public void register(Wait wait) {}

    @Override
    public synchronized void drop(Wait wait) {
        events.remove(wait);
    }

    @Override
    public boolean hasInterest() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}

    @Override
    public synchronized boolean isEmpty() {
        return events.isEmpty();
    }
}
