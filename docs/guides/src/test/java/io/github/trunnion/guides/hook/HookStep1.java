package io.github.trunnion.guides.hook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

// region hook-step-1
/** The two functions of the article. */
final class HookStep1 implements Reactor {
    private final List<Wait> events = new ArrayList<>();

    @Override
    public synchronized int park(long nanos) throws IOException {
        try {
            wait(); // blocks
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
        for (Wait wait : events) {
            wait.waker().wake(); // triggers wakers
        }
        int count = events.size();
        events.clear();
        return count;
    }

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
// endregion
