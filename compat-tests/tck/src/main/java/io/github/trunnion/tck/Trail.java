package io.github.trunnion.tck;

import org.junit.jupiter.api.Assertions;

import java.util.ArrayList;
import java.util.List;

/** Records the order of events, from any thread. */
public final class Trail {
    private final List<String> marks = new ArrayList<>(); // guarded by this

    /** An empty trail. */
    public Trail() {}

    /**
     * Records an event.
     *
     * @param event its name
     */
    public synchronized void mark(String event) {
        marks.add(event);
    }

    /**
     * The events so far, oldest first.
     *
     * @return a copy
     */
    public synchronized List<String> marks() {
        return List.copyOf(marks);
    }

    /**
     * How often an event was recorded.
     *
     * @param event its name
     * @return the number
     */
    public synchronized int count(String event) {
        return (int) marks.stream().filter(event::equals).count();
    }

    /**
     * Demands exactly these events in this order.
     *
     * @param events their names
     */
    public void assertIs(String... events) {
        Assertions.assertEquals(List.of(events), marks());
    }

    /**
     * Demands that these events occurred in this order, others between them allowed.
     *
     * @param events their names
     */
    public void assertInOrder(String... events) {
        List<String> seen = marks();
        int from = 0;
        for (String event : events) {
            int at = seen.subList(from, seen.size()).indexOf(event);
            if (at < 0) {
                Assertions.fail("expected " + List.of(events) + " in this order, but saw " + seen);
            }
            from += at + 1;
        }
    }

    @Override
    public String toString() {
        return "Trail" + marks();
    }
}
