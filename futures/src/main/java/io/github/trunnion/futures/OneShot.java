package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** What the futures of this package have in common: they end once and then hold nothing. */
abstract class OneShot<T extends @Nullable Object> implements PollFuture<T>, Description.Described {

    /*
     * Overview.
     *
     * A subclass says how to advance and what to release. It may throw out of advance at any point:
     * release, which comes exactly once whatever the end is, also cancels the children that are still
     * live. Confined to the owner (F4); nothing here is shared with another thread.
     *
     * What is kept after a ready end is the future that produced the value, in those subclasses that
     * pass onDiscard through: the owner may still lose the value against a cancel. It is done itself
     * and so holds nothing but the same.
     *
     * Possible phases, numbers so that a change is no write of a reference:
     *   FRESH -> ACTIVE               first poll
     *   ACTIVE -> DONE                advance was ready or threw; released
     *   FRESH, ACTIVE -> CANCELLED    cancel; released
     */
    private static final byte FRESH = 0;
    private static final byte ACTIVE = 1;
    private static final byte DONE = 2;
    private static final byte CANCELLED = 3;

    private byte phase = FRESH; // confined to the owner

    /** Advances; like poll, but never called after the end. */
    abstract Poll<T> advance(Context cx) throws Exception;

    /** Closes registrations, cancels live children, drops references; must not throw. */
    void release() {}

    @Override
    public final Poll<T> poll(Context cx) throws Exception {
        requireNonNull(cx, "cx");
        if (phase >= DONE) {
            throw polledAfterEnd(this, phase == CANCELLED);
        }
        phase = ACTIVE;
        boolean ended = true; // a throw is an end
        try {
            Poll<T> result = advance(cx);
            ended = result.isReady();
            return result;
        } finally {
            if (ended) {
                phase = DONE;
                release();
            }
        }
    }

    @Override
    public final void cancel() {
        if (phase == FRESH || phase == ACTIVE) {
            phase = CANCELLED;
            release();
        }
    }

    /** Whether no poll has come yet. */
    final boolean isFresh() {
        return phase == FRESH;
    }

    /** The answer to a poll that comes too late (F3). */
    static IllegalStateException polledAfterEnd(Object future, boolean cancelled) {
        return new IllegalStateException(
                Description.of(future)
                        + (cancelled
                                ? " was polled after it was cancelled (F7)"
                                : " was polled after it was done (F3)"));
    }

    @Override
    public final String toString() {
        return Description.of((Description.Described) this);
    }
}
