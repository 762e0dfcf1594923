package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** The FIFO queue of a carrier (E8), confined to its thread. */
final class RunQueue {
    private @Nullable Node head;
    private @Nullable Node tail;

    boolean isEmpty() {
        return head == null;
    }

    void add(Node node) {
        node.next = null;
        if (tail == null) {
            head = node;
        } else {
            tail.next = node;
        }
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
        if (node != null) {
            head = node.next;
            if (head == null) {
                tail = null;
            }
            node.next = null;
        }
        return node;
    }
}
