package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.util.ArrayList;
import java.util.List;

/** A correct hook in small steps, so that a broken one can do one of them wrong. */
class SmallHook implements ReactorHook {
    final Object lock = new Object();
    final ReactorHost host;
    final List<Wait> waiting = new ArrayList<>(); // guarded by lock
    final List<Wait> fired = new ArrayList<>(); // guarded by lock
    boolean permit; // guarded by lock

    SmallHook(ReactorHost host) {
        this.host = host;
    }

    /** One interest, and its event. */
    class Wait implements HookEvent {
        final Waker waker;
        boolean dropped; // guarded by lock

        Wait(Waker waker) {
            this.waker = waker;
        }

        @Override
        public void fire() {
            happen(this);
        }

        @Override
        public void close() {
            drop(this);
        }
    }

    HookEvent register(Waker waker) {
        Wait wait = new Wait(waker);
        synchronized (lock) {
            waiting.add(wait);
        }
        return wait;
    }

    void happen(Wait wait) {
        synchronized (lock) {
            if (waiting.remove(wait)) {
                fired.add(wait);
                lock.notifyAll();
            }
        }
    }

    void drop(Wait wait) {
        synchronized (lock) {
            wait.dropped = true;
            waiting.remove(wait);
            fired.remove(wait);
        }
    }

    @Override
    public int park(long nanos) {
        check(nanos);
        List<Wait> due;
        synchronized (lock) {
            if (nanos > 0 && mayBlock()) {
                block(nanos);
            }
            permit = false;
            due = List.copyOf(fired);
            fired.clear();
        }
        fire(due);
        return due.size();
    }

    void check(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + ")");
        }
    }

    boolean mayBlock() {
        return host.mayBlock();
    }

    void block(long nanos) {
        Monitor.await(lock, () -> permit || !fired.isEmpty(), nanos);
    }

    void fire(List<Wait> due) {
        for (Wait wait : due) {
            Wakers.fire(wait.waker);
        }
    }

    @Override
    public void unpark() {
        synchronized (lock) {
            permit = true;
            lock.notifyAll();
        }
    }

    @Override
    public boolean hasInterest() {
        synchronized (lock) {
            return !waiting.isEmpty() || !fired.isEmpty();
        }
    }

    @Override
    public void failed(Throwable cause) {
        List<Wait> held;
        synchronized (lock) {
            held = new ArrayList<>(fired);
            held.addAll(waiting);
        }
        fire(held);
    }

    @Override
    public void close() {}

    @Override
    public boolean canParkOn(Thread thread) {
        return true;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
