package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The children of a group that were woken since the group last looked. */
final class ReadyQueue {

    /*
     * Overview.
     *
     * Any thread pushes a node, the group's owner takes all at once: a stack of nodes that are linked
     * through themselves, so that a push allocates nothing and succeeds or changes nothing. A node is
     * here at most once, for only the claimer of its SCHEDULED bit pushes it.
     *
     * No wake is lost. The owner registers its waker, then takes all. A push before the take is seen
     * by it. A push after the take is after the registration, too, and finds the waker, or finds that
     * somebody else has fired it since: in both cases the owner polls once more and takes again.
     */

    private static final VarHandle HEAD;

    final AtomicWaker parent = new AtomicWaker();
    private volatile @Nullable GroupNode<?> head; // written by read-modify-write only

    /** Adds a node that the caller has claimed, then wakes the owner. */
    void push(GroupNode<?> node) {
        GroupNode<?> seen;
        do {
            seen = head;
            node.next = seen; // published by the compare-and-set
        } while (!HEAD.compareAndSet(this, seen, node));
        parent.wake();
    }

    /** Takes all nodes out; they are linked by next, the one that was pushed first at the front. */
    @Nullable GroupNode<?> takeAll() {
        GroupNode<?> node =
                (GroupNode<?>) HEAD.getAndSet(this, null); // acquires what push published
        GroupNode<?> reversed = null;
        while (node != null) {
            GroupNode<?> following = node.next;
            node.next = reversed;
            reversed = node;
            node = following;
        }
        return reversed;
    }

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(ReadyQueue.class, "head", GroupNode.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
