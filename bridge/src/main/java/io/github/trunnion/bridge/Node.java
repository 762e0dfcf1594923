package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/**
 * A unit of work of a carrier, and its own queue node: enqueueing allocates nothing.
 *
 * <p>A node is in at most one queue at a time; its creator sees to that.
 */
abstract class Node {
    /** Link of the queue that holds this node: written by whoever enqueues, before publication. */
    @Nullable Node next;

    /**
     * Does the work, on the carrier.
     *
     * @param carrier the carrier
     * @throws Throwable anything; it is reported and the carrier goes on
     */
    abstract void run(Carrier carrier) throws Throwable;

    /** Ends the work without a carrier, which has ended, or whose loop is broken. */
    abstract void abandon();

    /** Tells the node on which carrier it will run, before anybody else sees it. */
    void placeOn(Carrier carrier) {}

    /** What it is that runs; asked before it does. */
    Object subject() {
        return this;
    }

    /** Whether the carrier runs this node as soon as it takes it from its inbox. */
    boolean isUrgent() {
        return false;
    }
}
