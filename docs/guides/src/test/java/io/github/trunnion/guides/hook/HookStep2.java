package io.github.trunnion.guides.hook;

import java.util.ArrayList;
import java.util.List;

/** With time-outs. */
final class HookStep2 implements Reactor {
    private final List<Wait> events = new ArrayList<>();

    // region hook-step-2
    @Override
    public synchronized int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        if (nanos > 0 && events.isEmpty()) {
            block(nanos);
        }
        for (Wait wait : events) {
            wait.waker().wake();
        }
        int count = events.size();
        events.clear();
        return count;
    }

    private void block(long nanos) {
        try {
            wait((nanos - 1) / 1_000_000 + 1); // in milliseconds, rounded up: 0 is no bound here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // what it means is the carrier's business
        }
    }

    // endregion

    @Override
    public synchronized void unpark() {
        notifyAll(); // ends that block
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
