package io.github.trunnion.examples;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A reactor that waits for a queue: helper threads do the work of {@link QueueJob}s and put what is
 * finished into the queue, and the carrier takes it out.
 *
 * <p>A whole reactor, written against {@code trunnion-futures} alone. The executor has never heard
 * of it; the first job registers it through the context.
 */
final class QueueReactor implements ReactorHook {
    private final ReactorHost host;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>(); // any thread adds
    private final AtomicBoolean unparked = new AtomicBoolean(); // whether it holds a Nudge
    private final Set<QueueJob<?>> waiting = new HashSet<>(); // confined to the carrier

    QueueReactor(ReactorHost host) {
        this.host = host;
    }

    /** Counts a job in; on the carrier. */
    void add(QueueJob<?> job) {
        waiting.add(job);
    }

    /** Counts a job out; on the carrier. */
    void remove(QueueJob<?> job) {
        waiting.remove(job);
    }

    /** Reports that a job is finished; from any thread. */
    void finished(QueueJob<?> job) {
        queue.add(new Finished(job));
    }

    @Override
    public int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("park(" + nanos + "): nanos must not be negative");
        }
        List<Entry> taken = new ArrayList<>();
        if (nanos > 0 && host.mayBlock()) { // H2: the last look before blocking
            try {
                Entry first = queue.poll(nanos, TimeUnit.NANOSECONDS);
                if (first != null) {
                    taken.add(first);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // what it means is the carrier's business
            }
        }
        queue.drainTo(taken);
        int events = 0;
        for (Entry entry : taken) { // nothing is locked or half changed here (H2)
            switch (entry) {
                case Nudge.INSTANCE -> unparked.set(false);
                case Finished(QueueJob<?> job) -> {
                    job.arrived();
                    events++;
                }
            }
        }
        return events;
    }

    /** Sticky, because the entry stays in the queue until a park takes it (H3). */
    @Override
    public void unpark() {
        if (!unparked.getAndSet(true)) {
            queue.add(Nudge.INSTANCE);
        }
    }

    /** Other threads give it work, so an event can always come (H4). */
    @Override
    public boolean hasInterest() {
        return true;
    }

    /** The futures poll again, and find that their lease has failed (H5). */
    @Override
    public void failed(Throwable cause) {
        for (QueueJob<?> job : List.copyOf(waiting)) {
            job.wake();
        }
    }

    /** There is nothing to release; what helpers add from now on, nobody takes (H9). */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "QueueReactor[" + waiting.size() + " waiting]";
    }

    /** What the queue holds. */
    private sealed interface Entry {}

    /** Ends a park. */
    private enum Nudge implements Entry {
        INSTANCE
    }

    private record Finished(QueueJob<?> job) implements Entry {}
}
