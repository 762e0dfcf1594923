package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** The FIFO queue of a carrier (E8), confined to its thread. */
final class RunQueue {
    /*
     * Overview
     *
     * A queue of one node, which two threads that wake each other have, is a write of the head
     * alone: a collector's barrier can make the write of a reference into an old object as dear as
     * a fence. So the tail is written when a second node comes, and means nothing before.
     */
    private @Nullable Node head;

    /** The last one, if there are at least two. */
    private @Nullable Node tail;

    boolean isEmpty() {
        return head == null;
    }

    void add(Node node) {
        node.next = null;
        Node first = head;
        if (first == null) {
            head = node;
            return;
        }
        Node last = tail;
        (last == null ? first : last).next = node;
        tail = node;
    }

    @Nullable Node first() {
        return head;
    }

    /** Takes all nodes, first added first, linked by next. */
    @Nullable Node takeAll() {
        Node first = head;
        head = null;
        tail = null;
        return first;
    }

    @Nullable Node poll() {
        Node node = head;
        if (node == null) {
            return null;
        }
        Node following = node.next;
        head = following;
        if (following != null) {
            node.next = null;
            if (following.next == null) {
                tail = null;
            }
        }
        return node;
    }
}
