package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A future that opens a resource, uses it in another future, and closes it whatever happens. */
final class Using<R extends @Nullable Object, T extends @Nullable Object> extends OneShot<T> {

    /*
     * Overview.
     *
     * Two children, one after the other: the opening one, whose value is the resource, and the body.
     * The resource is closed once the body has ended, and on cancel after the body was cancelled.
     * Closing follows try-with-resources: what it throws after a value is the failure, what it throws
     * after a failure is suppressed onto that.
     *
     * Possible phases of the resource:
     *   UNOPENED -> OPEN      the opening future was ready
     *   OPEN -> CLOSED        the body has ended, or the cancel came
     */

    private enum Phase {
        UNOPENED,
        OPEN,
        CLOSED
    }

    private final Child<R> opening;
    private final Throwing.Function<? super R, ? extends PollFuture<? extends T>> use;
    private final Throwing.Consumer<? super R> close;
    private Phase phase = Phase.UNOPENED;
    private @Nullable R resource; // while OPEN
    private @Nullable Child<T> body; // once it was made

    Using(
            PollFuture<? extends R> opening,
            Throwing.Function<? super R, ? extends PollFuture<? extends T>> use,
            Throwing.Consumer<? super R> close) {
        this.opening = new Child<>(opening);
        this.use = requireNonNull(use, "use");
        this.close = requireNonNull(close, "close");
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        if (phase == Phase.UNOPENED) {
            Poll<R> opened = opening.poll(cx);
            if (!(opened instanceof Poll.Ready<R> ready)) {
                return Poll.pending();
            }
            resource = ready.value();
            phase = Phase.OPEN;
        }
        Poll<T> result;
        try {
            result = pollBody(cx);
        } catch (Throwable failure) {
            closeAfter(failure);
            throw failure;
        }
        if (result instanceof Poll.Ready<T> ready) {
            closeAfterValue(ready.value());
        }
        return result;
    }

    private Poll<T> pollBody(Context cx) throws Exception {
        Child<T> used = body;
        if (used == null) {
            PollFuture<? extends T> made = use.apply(Values.<R>as(resource));
            if (made == null) {
                throw Failures.nothing("The function of using", "a future");
            }
            used = new Child<>(made);
            body = used;
        }
        return used.poll(cx);
    }

    private void closeAfterValue(T value) throws Exception {
        try {
            close.accept(takeResource());
        } catch (Throwable failure) {
            onDiscard(value);
            throw failure;
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            close.accept(takeResource());
        } catch (Throwable thrown) {
            if (thrown != failure) {
                failure.addSuppressed(thrown);
            }
        }
    }

    private R takeResource() {
        R taken = Values.<R>as(resource);
        resource = null;
        phase = Phase.CLOSED;
        return taken;
    }

    @Override
    void release() {
        opening.cancel();
        Child<T> used = body;
        if (used != null) {
            used.cancel();
        }
        if (phase == Phase.OPEN) {
            Safely.accept(close, takeResource());
        }
    }

    @Override
    public void onDiscard(T value) {
        Child<T> used = body;
        if (used != null) {
            used.discard(value);
        }
    }

    @Override
    public void describe(Description to) {
        to.add("using(");
        Child<T> used = body;
        if (used == null) {
            opening.describe(to);
        } else {
            used.describe(to);
        }
        to.add(")");
    }
}
