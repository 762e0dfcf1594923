package io.github.trunnion.netty;

import org.jspecify.annotations.Nullable;

/** The futures that are awaited on a carrier, for its reactor to wake when it fails (H5). */
final class Waiters {
    /** One that waits; linked to its neighbours, by the carrier only. */
    abstract static class Waiter {
        private @Nullable Waiter previous;
        private @Nullable Waiter next;
        private @Nullable Waiters list;

        /** Wakes what waits. */
        abstract void wake();

        /** Takes it out of its list, if it is in one. */
        final void unlink() {
            Waiters from = list;
            if (from == null) {
                return;
            }
            list = null;
            Waiter before = previous;
            Waiter after = next;
            if (before == null) {
                from.first = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            previous = null;
            next = null;
        }
    }

    private @Nullable Waiter first;

    void add(Waiter waiter) {
        waiter.unlink();
        waiter.list = this;
        waiter.next = first;
        if (first != null) {
            first.previous = waiter;
        }
        first = waiter;
    }

    /** Empties the list; what is woken may link and unlink. */
    void wakeAll() {
        for (Waiter waiter = first; waiter != null; waiter = first) {
            waiter.unlink();
            waiter.wake();
        }
    }
}
