package io.github.trunnion.foreign;

import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;

/** The one waker that a Java future sees that native code polls: it wakes the latest clone. */
final class LatestWaker implements Waker {
    /*
     * Overview
     *
     * A Java future may keep the waker of any of its polls (F9), native code may make a new one for
     * each poll. So the clone of the latest poll stands behind a waker that stays.
     *
     *   null, clone -> clone'  renew, by the owner, before the poll; the clone before is retired
     *   clone -> clone         wake, any thread
     *   clone -> null          end, by the owner
     *
     * A potential race (is safely handled). Thread A wakes while the owner renews. All three are
     * read-modify-writes. If A comes first, what it did before is seen by the poll that follows, and
     * it does not matter that its clone is retired by now (W3). If A comes later it wakes the new one.
     */
    private final AtomicReference<@Nullable NativeWaker> latest = new AtomicReference<>();

    /** Takes the waker of the context, which is usable. By the owner. */
    void renew(MemorySegment context) {
        NativeWaker before = latest.get();
        NativeWaker now = Contexts.waker(context, before);
        if (now != before) {
            retire(latest.getAndSet(now)); // full order
        }
    }

    /** Wakes nobody from now on. By the owner. */
    void end() {
        retire(latest.getAndSet(null)); // full order
    }

    private static void retire(@Nullable NativeWaker before) {
        if (before != null) {
            before.retire();
        }
    }

    @Override
    public void wake() {
        NativeWaker clone = latest.get();
        while (clone != null) {
            NativeWaker witness = latest.compareAndExchange(clone, clone); // full order
            if (witness == clone) {
                clone.wake();
                return;
            }
            clone = witness;
        }
    }

    @Override
    public String toString() {
        NativeWaker clone = latest.get();
        return clone == null ? "NativeWaker[ended]" : clone.toString();
    }
}
