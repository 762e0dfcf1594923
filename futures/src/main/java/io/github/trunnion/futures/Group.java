package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** The children of a future that has many, of which only the woken ones are polled. */
final class Group<T extends @Nullable Object> {

    /*
     * Overview.
     *
     * Each child has a node, which is its waker. Woken nodes come through the ReadyQueue; a poll of
     * the group takes them into a list of its own and polls those, first woken first. So the cost of
     * a wake does not depend on the number of children.
     *
     * One poll of the group polls a bounded number of children. If more are waiting, it wakes itself:
     * what is left stays in the list. Children that are woken during the poll wait in the queue; their
     * wakes have fired the waker that begin registered, so one more poll comes (W3).
     *
     * A child may reach its group while it is polled (a task that spawns into its TaskSet, or cancels
     * it). Adding only appends. Cancelling leaves out the child that is being polled, for cancel must
     * not come beside poll (F7): its node is ended, and poll, when it is back, cancels the child or
     * discards its value.
     *
     * Sources: FuturesUnordered of futures-rs. Different here: the nodes hold no lock and no count,
     * since memory is managed.
     *
     * Confined to the owner, but for the ReadyQueue.
     */

    private final ReadyQueue ready = new ReadyQueue();
    private @Nullable GroupNode<?> head; // woken children to poll, linked by next
    private @Nullable GroupNode<?> tail;
    private @Nullable GroupNode<T> oldest; // live children in the order of add
    private @Nullable GroupNode<T> newest;
    private int live;
    private @Nullable GroupNode<T> polling;
    private int budget;

    /** How many children have not ended. */
    int live() {
        return live;
    }

    /** Adds a child, to be polled in the current poll of the group or the next one. */
    @SuppressWarnings("unchecked") // a future only produces values
    void add(PollFuture<? extends T> future, int index) {
        GroupNode<T> node = new GroupNode<>((PollFuture<T>) future, index, ready);
        node.earlier = newest;
        if (newest == null) {
            oldest = node;
        } else {
            newest.later = node;
        }
        newest = node;
        live++;
        append(node);
    }

    /** Asks the owner for a poll, after an add that comes outside of one. */
    void wakeOwner() {
        ready.parent.wake();
    }

    /** Forgets the owner's waker. */
    void forgetOwner() {
        ready.parent.take();
    }

    /** Begins a poll of the group. */
    void begin(Context cx) {
        if (polling != null) {
            throw new IllegalStateException("A group was polled from inside one of its children");
        }
        ready.parent.register(cx.waker()); // register, THEN take what is there
        GroupNode<?> woken = ready.takeAll();
        while (woken != null) {
            GroupNode<?> following = woken.next;
            woken.next = null;
            append(woken);
            woken = following;
        }
        budget = Budget.PER_POLL;
    }

    /** Polls woken children until one ends; null if none did, and then a wake is arranged. */
    @Nullable Finished<T> next(Context cx) {
        for (GroupNode<T> node = takeFirst(); node != null; node = takeFirst()) {
            if (budget == 0) {
                prepend(node);
                Wakers.fire(cx.waker());
                return null;
            }
            budget--;
            Finished<T> finished = poll(node, cx.withWaker(node)); // anew in each poll (F10)
            if (finished != null) {
                return finished;
            }
        }
        return null;
    }

    private @Nullable Finished<T> poll(GroupNode<T> node, Context cx) {
        PollFuture<T> future = node.startPoll();
        Poll<T> result = null;
        Throwable failure = null;
        polling = node;
        try {
            result = future.poll(cx);
            if (result == null) {
                failure = Failures.nothing("The poll of " + Description.of(future), "a Poll");
            }
        } catch (Throwable t) {
            failure = t;
        } finally {
            polling = null;
        }
        if (node.hasEnded()) {
            giveUp(future, result);
            return null;
        }
        if (failure != null) {
            remove(node);
            return new Finished<>(node.index, future, null, failure);
        }
        if (result instanceof Poll.Ready<T> done) {
            remove(node);
            return new Finished<>(node.index, future, done.value(), null);
        }
        return null;
    }

    /** Does what a cancel from inside the child's poll had to leave undone. */
    private static void giveUp(PollFuture<?> future, @Nullable Poll<?> result) {
        if (result instanceof Poll.Ready<?> done) {
            Safely.discard(future, done.value());
        } else if (result != null) {
            Safely.cancel(future);
        }
    }

    /** Cancels all live children; the group stays usable. */
    void cancel() {
        GroupNode<T> node = oldest;
        oldest = null;
        newest = null;
        live = 0;
        drop(head);
        head = null;
        tail = null;
        drop(ready.takeAll());
        while (node != null) {
            GroupNode<T> following = node.later;
            PollFuture<T> future = node.end();
            if (node != polling) {
                Safely.cancel(future);
            }
            node = following;
        }
    }

    /** Cancels all live children and forgets the owner. */
    void end() {
        cancel();
        forgetOwner();
    }

    private void remove(GroupNode<T> node) {
        GroupNode<T> earlier = node.earlier;
        GroupNode<T> later = node.later;
        if (earlier == null) {
            oldest = later;
        } else {
            earlier.later = later;
        }
        if (later == null) {
            newest = earlier;
        } else {
            later.earlier = earlier;
        }
        live--;
        node.end();
    }

    private void append(GroupNode<?> node) {
        if (tail == null) {
            head = node;
        } else {
            tail.next = node;
        }
        tail = node;
    }

    private void prepend(GroupNode<?> node) {
        node.next = head;
        head = node;
        if (tail == null) {
            tail = node;
        }
    }

    /** Takes the first woken child out that has not ended. */
    @SuppressWarnings("unchecked") // the queue holds nodes of this group
    private @Nullable GroupNode<T> takeFirst() {
        for (GroupNode<?> node = head; node != null; node = head) {
            head = node.next;
            node.next = null;
            if (head == null) {
                tail = null;
            }
            if (!node.hasEnded()) {
                return (GroupNode<T>) node;
            }
        }
        return null;
    }

    /** Unlinks nodes, so that a waker which somebody keeps does not keep its neighbours. */
    private static void drop(@Nullable GroupNode<?> first) {
        GroupNode<?> node = first;
        while (node != null) {
            GroupNode<?> following = node.next;
            node.next = null;
            node = following;
        }
    }
}
