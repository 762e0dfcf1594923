package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** A future that lets the owner's other work run once: its first poll wakes itself. */
final class YieldNow extends OneShot<@Nullable Void> {
    private boolean yielded;

    YieldNow() {}

    @Override
    Poll<@Nullable Void> advance(Context cx) {
        if (yielded) {
            return Poll.ready(null);
        }
        yielded = true;
        Wakers.fire(cx.waker()); // from inside the poll: counts for the next one (W3)
        return Poll.pending();
    }

    @Override
    public void describe(Description to) {
        to.add("yieldNow");
    }
}
