package io.github.trunnion.guides;

// region both
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

/** Ready with the values of two futures. */
final class Both<A, B> implements PollFuture<Both.Pair<A, B>> {
    record Pair<A, B>(A a, B b) {}

    private final PollFuture<A> a;
    private final PollFuture<B> b;
    private Poll<A> ofA = Poll.pending();
    private Poll<B> ofB = Poll.pending();

    Both(PollFuture<A> a, PollFuture<B> b) {
        this.a = a;
        this.b = b;
    }

    @Override
    public Poll<Pair<A, B>> poll(Context cx) throws Exception {
        if (!ofA.isReady()) { // a done child is not polled again
            try {
                ofA = a.poll(cx);
            } catch (Throwable failure) { // a is done now, b is not
                drop(b, ofB);
                throw failure;
            }
        }
        if (!ofB.isReady()) {
            try {
                ofB = b.poll(cx);
            } catch (Throwable failure) {
                drop(a, ofA);
                throw failure;
            }
        }
        return ofA instanceof Poll.Ready<A>(A x) && ofB instanceof Poll.Ready<B>(B y)
                ? Poll.ready(new Pair<>(x, y))
                : Poll.pending();
    }

    @Override
    public void cancel() {
        drop(a, ofA);
        drop(b, ofB);
    }

    @Override
    public void onDiscard(Pair<A, B> pair) { // both are ready
        drop(a, ofA);
        drop(b, ofB);
    }

    /** Cancels a live child, or hands the value of a done one back to it, whatever that throws. */
    private static <V> void drop(PollFuture<V> child, Poll<V> latest) {
        try {
            if (latest instanceof Poll.Ready<V>(V value)) {
                child.onDiscard(value);
            } else {
                child.cancel();
            }
        } catch (Throwable thrown) { // reported, so that it keeps nothing else from its end
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }
    }
}
// endregion
