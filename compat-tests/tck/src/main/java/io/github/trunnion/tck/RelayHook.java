package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A {@link ManualHook} that parks on any thread and writes down how its carrier treats it;
 * subclasses are other kinds of hooks, or do one thing differently.
 */
class RelayHook implements ReactorHook {
    final ManualHook manual;
    final ReactorHost host;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    RelayHook(ReactorHost host) {
        this.manual = new ManualHook(host);
        this.host = host;
    }

    /** Another kind. */
    static final class Other extends RelayHook {
        Other(ReactorHost host) {
            super(host);
        }
    }

    /** What the carrier did that it must not, each with its rule. */
    Queue<String> faults() {
        return faults;
    }

    private void note(boolean broken, String fault) {
        if (broken) {
            faults.add(fault);
        }
    }

    @Override
    public int park(long nanos) {
        Thread current = Thread.currentThread();
        note(nanos < 0, "H1: park(" + nanos + "); nanos must not be negative.");
        note(
                current != host.thread(),
                "H2: park was called on " + current + "; the carrier is " + host.thread() + ".");
        note(manual.closes() > 0, "H9: park was called after close.");
        return manual.park(nanos);
    }

    @Override
    public void unpark() {
        manual.unpark();
    }

    @Override
    public boolean hasInterest() {
        return manual.hasInterest();
    }

    @Override
    public void failed(Throwable cause) {
        note(manual.closes() > 0, "H5: failed was called after close; close follows it.");
        manual.failed(cause);
    }

    @Override
    public void close() {
        note(manual.parked() != null, "H9: close was called while the carrier is inside park.");
        manual.close();
    }

    @Override
    public boolean canParkOn(Thread thread) {
        return true;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
