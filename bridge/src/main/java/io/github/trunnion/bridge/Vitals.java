package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What other threads can see of a carrier while it runs; written by the carrier. */
final class Vitals {
    /** The node, future or hook that runs. Release: who acquires it may call its toString. */
    private @Nullable Object running;

    /** Rounds of the loop. Opaque: who looks twice sees whether there was one between. */
    private long rounds;

    /** Whether the park that the carrier is in has come out of its wait. Opaque: as above. */
    private boolean awake;

    void runs(@Nullable Object what) {
        RUNNING.setRelease(this, what);
    }

    /** What runs; null if that is the loop itself. */
    @Nullable Object running() {
        return RUNNING.getAcquire(this);
    }

    /** The class of what runs; on the carrier. */
    String type() {
        Object what = running;
        if (what instanceof CarriedThread carried && carried.thread() != null) {
            return "virtual thread " + carried.thread().getName();
        }
        Object subject = what instanceof Node node ? node.subject() : what;
        return subject == null ? "its loop" : subject.getClass().getName();
    }

    void round() {
        ROUNDS.setOpaque(this, rounds + 1);
    }

    long rounds() {
        return (long) ROUNDS.getOpaque(this);
    }

    /** A park runs code of others; behind a wait that is a round of its own. */
    void awake(boolean behindAWait) {
        AWAKE.setOpaque(this, true);
        if (behindAWait) {
            round();
        }
    }

    /** A park waits again, or is over; mostly it has not been awake. */
    void asleep() {
        if (awake) {
            AWAKE.setOpaque(this, false);
        }
    }

    /** Whether a park, if the carrier is in one, runs code of others. */
    boolean isAwake() {
        return (boolean) AWAKE.getOpaque(this);
    }

    /** What runs, for messages. */
    @Override
    public String toString() {
        Object what = running();
        return what == null ? "its loop" : Label.of(what);
    }

    private static final VarHandle RUNNING;
    private static final VarHandle ROUNDS;
    private static final VarHandle AWAKE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RUNNING = lookup.findVarHandle(Vitals.class, "running", Object.class);
            ROUNDS = lookup.findVarHandle(Vitals.class, "rounds", long.class);
            AWAKE = lookup.findVarHandle(Vitals.class, "awake", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
