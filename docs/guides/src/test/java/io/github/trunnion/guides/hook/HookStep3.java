package io.github.trunnion.guides.hook;

import java.util.ArrayList;
import java.util.List;

/** With a sticky unpark. */
final class HookStep3 implements Reactor {
    private final List<Wait> events = new ArrayList<>();

    // region hook-step-3
    private boolean unparked;

    @Override
    public synchronized int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        if (nanos > 0 && events.isEmpty() && !unparked) {
            block(nanos);
        }
        unparked = false;
        for (Wait wait : events) {
            wait.waker().wake();
        }
        int count = events.size();
        events.clear();
        return count;
    }

    @Override
    public synchronized void unpark() {
        unparked = true;
        notifyAll();
    }

    // endregion

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
