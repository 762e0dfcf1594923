package io.github.trunnion.bridge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The counters of a carrier: written by the carrier, but for those that are named shared. */
final class Tally {
    static final int POLLS = 0;
    static final int RUNNABLES = 1;
    static final int FOREIGN_SUBMITS = 2;
    static final int PARKS_PLAIN = 3;
    static final int PARKS_HOOK = 4;
    static final int UNPARKS = 5; // shared: written by submitters
    static final int TURNS = 6;
    static final int EVENTS = 7;
    static final int SPURIOUS_RETURNS = 8;
    static final int CONFLICTS = 9;
    static final int CONTINUATIONS = 10;
    static final int STALLS = 11; // shared: written by the watchdog
    private static final int COUNT = 12;

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** Opaque: readers see each counter progress, in no order among them. */
    private final long[] counts = new long[COUNT];

    /** Adds to a counter that only the carrier writes. */
    void add(int counter, long n) {
        ELEMENT.setOpaque(counts, counter, counts[counter] + n);
    }

    /** Adds to a counter that any thread writes. */
    void addShared(int counter, long n) {
        ELEMENT.getAndAdd(counts, counter, n);
    }

    /** Reads the unparks first and acquires, so that a snapshot never shows more than the parks. */
    CarrierCounters snapshot() {
        long unparks = (long) ELEMENT.getAcquire(counts, UNPARKS);
        return new CarrierCounters(
                get(POLLS),
                get(RUNNABLES),
                get(FOREIGN_SUBMITS),
                get(PARKS_PLAIN),
                get(PARKS_HOOK),
                unparks,
                get(TURNS),
                get(EVENTS),
                get(SPURIOUS_RETURNS),
                get(CONFLICTS),
                get(CONTINUATIONS),
                get(STALLS));
    }

    /** What the carrier has begun so far. */
    long begun() {
        return get(POLLS) + get(RUNNABLES) + get(CONTINUATIONS);
    }

    boolean isZero(int counter) {
        return get(counter) == 0;
    }

    private long get(int counter) {
        return (long) ELEMENT.getOpaque(counts, counter);
    }
}
