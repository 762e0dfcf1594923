package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One child of a group: its future, its place in the group, and the waker that it is polled with.
 */
final class GroupNode<T extends @Nullable Object> implements Waker {

    /*
     * Overview.
     *
     * The node is the waker of all polls of its child, so they are equivalent (F9). Who sets the
     * SCHEDULED bit pushes the node to the group's queue; the bit is cleared before the poll, so a
     * wake from inside the poll schedules the child once more (W3), and wakes before it coalesce (W2).
     * Claim and clear are read-modify-writes: a wake that finds the bit set is ordered before the
     * clear, hence what was done before that wake is seen by the poll.
     *
     * When the child has ended the node drops future and queue: whoever still keeps the waker keeps
     * nothing else (W4). A node may be in the queue at that time; the group skips it.
     */

    private static final VarHandle SCHEDULED;

    final int index;

    @SuppressWarnings("UnusedVariable") // accessed through SCHEDULED
    private volatile boolean scheduled =
            true; // read-modify-writes only; a new child is to be polled

    private volatile @Nullable ReadyQueue queue; // null once the child has ended

    /** The following node of the queue; belongs to the claimer of the bit, then to the group. */
    @Nullable GroupNode<?> next;

    // Confined to the owner of the group.
    private @Nullable PollFuture<T> future;
    @Nullable GroupNode<T> earlier;
    @Nullable GroupNode<T> later;

    GroupNode(PollFuture<T> future, int index, ReadyQueue queue) {
        this.future = future;
        this.index = index;
        this.queue = queue;
    }

    @Override
    public void wake() {
        if ((boolean) SCHEDULED.getAndSet(this, true)) {
            return;
        }
        ReadyQueue target = queue;
        if (target != null) {
            target.push(this);
        }
    }

    /** Opens the node for the next wake; returns the child to be polled. */
    PollFuture<T> startPoll() {
        SCHEDULED.getAndSet(this, false);
        return requireNonNull(future);
    }

    boolean hasEnded() {
        return future == null;
    }

    /** Drops all references; returns the child. */
    PollFuture<T> end() {
        PollFuture<T> ended = requireNonNull(future);
        future = null;
        queue = null;
        earlier = null;
        later = null;
        return ended;
    }

    @Override
    public String toString() {
        return "Waker[child " + index + "]";
    }

    static {
        try {
            SCHEDULED =
                    MethodHandles.lookup()
                            .findVarHandle(GroupNode.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
