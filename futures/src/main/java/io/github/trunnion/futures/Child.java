package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The one child of a parent future. */
final class Child<T extends @Nullable Object> {

    /*
     * Overview.
     *
     * It remembers whether the child is live, so that a parent may call cancel at every end of its
     * own. Possible states, by (future, live):
     *   (f, true) -> (f, false)       ready; kept because the value may yet have to be discarded
     *   (f, true) -> (null, false)    threw, or cancelled
     *   (f, false) -> (null, false)   value discarded
     */

    private @Nullable PollFuture<T> future;
    private boolean live = true;

    @SuppressWarnings("unchecked") // a future only produces values
    Child(PollFuture<? extends T> future) {
        this.future = (PollFuture<T>) requireNonNull(future, "future");
    }

    /** Polls the child, which must be live. */
    Poll<T> poll(Context cx) throws Exception {
        PollFuture<T> polled = requireNonNull(future);
        boolean threw = true;
        try {
            Poll<T> result = polled.poll(cx);
            if (result == null) {
                throw Failures.nothing("The poll of " + Description.of(polled), "a Poll");
            }
            live = !result.isReady();
            threw = false;
            return result;
        } finally {
            if (threw) {
                live = false;
                future = null;
            }
        }
    }

    /** Cancels the child if it is live. */
    void cancel() {
        PollFuture<T> cancelled = future;
        if (live && cancelled != null) {
            live = false;
            future = null;
            Safely.cancel(cancelled);
        }
    }

    /** Hands the value of the child, which was ready, back to it. */
    void discard(T value) {
        PollFuture<T> producer = future;
        future = null;
        if (producer != null) {
            Safely.discard(producer, value);
        }
    }

    /** Appends the child to the description of its parent. */
    void describe(Description to) {
        PollFuture<T> described = future;
        if (described == null) {
            to.add("done");
        } else {
            to.child(described);
        }
    }
}
