package io.github.trunnion.examples.orders;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts orders in progress, so that a close can wait for their end. For any number of threads. */
public final class InProgress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private int count; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * Notes that an order begins.
     *
     * @throws IllegalStateException after close
     */
    public void enter() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The enrichment is closed.");
            }
            count++;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that an order has ended. */
    public void exit() {
        lock.lock();
        try {
            count--;
            if (count == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses orders from now on, and waits until none is in progress. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (count > 0) {
                none.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
