package io.github.trunnion.futures;

/** A future that wakes itself in its first poll and is ready in the next one. */
final class PendingOnce<T> implements PollFuture<T> {
    private final T value;
    private boolean polled;

    PendingOnce(T value) {
        this.value = value;
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (polled) {
            return Poll.ready(value);
        }
        polled = true;
        cx.waker().wake();
        return Poll.pending();
    }
}
