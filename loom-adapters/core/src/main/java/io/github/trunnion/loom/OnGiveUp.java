package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What becomes of a source when an await gives up on it: by an interrupt, a timeout or a deadline
 * (aw05, aw06).
 *
 * <p>Immutable.
 */
public final class OnGiveUp {
    /** Cancels the source, and does not wait until it has ended; the default. */
    public static final OnGiveUp PROPAGATE = new OnGiveUp("PROPAGATE", true, Limit.LOOK);

    /**
     * Leaves the source alone: for one that others wait for as well, such as the cell of a cache. A
     * poll-future runs on as a task of its executor.
     */
    public static final OnGiveUp DETACH = new OnGiveUp("DETACH", false, Limit.LOOK);

    private final String name;
    private final boolean cancels;
    private final Limit grace;

    private OnGiveUp(String name, boolean cancels, Limit grace) {
        this.name = name;
        this.cancels = cancels;
        this.grace = grace;
    }

    /**
     * Cancels the source and waits until it has ended: a {@link
     * io.github.trunnion.bridge.TaskFuture} until it is {@code terminated()}, anything else until
     * it is done. A stage that is no {@link java.util.concurrent.Future} does not tell, so it is
     * not waited for; nor does a thread wait that must not block. Another interrupt ends this wait
     * and stays in the flag.
     *
     * @param grace how long at most
     * @return that mode
     */
    public static OnGiveUp drain(Duration grace) {
        Limit limit = Limit.of(requireNonNull(grace, "grace"));
        return new OnGiveUp("drain(" + grace + ")", true, limit);
    }

    boolean cancels() {
        return cancels;
    }

    boolean waits() {
        return !grace.isOneLook();
    }

    Limit grace() {
        return grace;
    }

    @Override
    public String toString() {
        return name;
    }
}
