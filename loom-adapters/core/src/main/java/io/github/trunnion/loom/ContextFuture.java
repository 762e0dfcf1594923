package io.github.trunnion.loom;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A future whose every call runs in a captured context (cx02, cx06). Confined to its owner. */
final class ContextFuture<T extends @Nullable Object> implements PollFuture<T> {
    private final ContextSnapshot context;
    private final PollFuture<? extends T> future;
    private boolean entered; // whether the call under way has come to the future
    private boolean done;

    ContextFuture(ContextSnapshot context, PollFuture<? extends T> future) {
        this.context = context;
        this.future = future;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (done) {
            throw new IllegalStateException("polled again after " + this + " was done (F3)");
        }
        entered = false;
        boolean ended = true; // a throw is an end
        try {
            Poll<T> poll = context.<Poll<T>, Exception>call(() -> enter(cx));
            ended = poll == null || poll.isReady();
            return poll;
        } catch (Throwable failure) {
            if (!entered) {
                cancelPlainly(failure);
            }
            throw failure;
        } finally {
            done = ended;
        }
    }

    @SuppressWarnings("unchecked") // a poll only produces values
    private Poll<T> enter(Context cx) throws Exception {
        entered = true;
        return (Poll<T>) future.poll(cx);
    }

    /** The poll failed for lack of its context, so its owner will not cancel what is inside. */
    private void cancelPlainly(Throwable failure) {
        try {
            future.cancel();
        } catch (Throwable thrown) {
            if (thrown != failure) {
                failure.addSuppressed(thrown);
            }
        }
    }

    @Override
    public void cancel() {
        done = true;
        inContext("cancel", future::cancel);
    }

    @Override
    public void onDiscard(T value) {
        inContext("onDiscard", () -> discard(future, value));
    }

    /** What the future throws goes to the owner, who reports it; the lack of a context does not. */
    private void inContext(String call, Runnable action) {
        entered = false;
        try {
            context.run(
                    () -> {
                        entered = true;
                        action.run();
                    });
        } catch (Throwable thrown) {
            if (entered) {
                throw thrown;
            }
            LoggerFactory.getLogger(ContextCarrier.class)
                    .warn("{} of {} goes on without its context", call, this, thrown);
            action.run();
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value came from this very future
    private static <U extends @Nullable Object> void discard(
            PollFuture<U> from, @Nullable Object value) {
        from.onDiscard((U) value);
    }

    @Override
    public String toString() {
        return "in " + context + ": " + Sources.describe(future);
    }
}
