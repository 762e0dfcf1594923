package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One link of a chain: a function to apply to the outcome of a source.
 *
 * @param <F> the type of the function
 * @param <T> the type of the value
 */
abstract class Link<F, T extends @Nullable Object> implements PollFuture<T>, Description.Described {

    /*
     * Overview.
     *
     * A link is three things in the course of its life, and one object. Fresh, it is a future that
     * knows its source. The link that its owner polls becomes the root: it makes a Chain, the
     * interpreter, and lets it run. The fresh links below the root, and those that functions return
     * later, become frames on the interpreter's stack, linked through their own fields; they are not
     * polled, so neither a long chain nor a deep recursion of functions uses the thread's stack.
     *
     * All fields are confined to the owner (F4); a toString on another thread may see older ones.
     *
     * Possible phases:
     *   FRESH -> ROOT                the owner polls it
     *   FRESH -> FRAME               a chain unrolled it; it is finished when the chain drops it
     *   ROOT -> DONE                 the chain came to its end
     *   FRESH, ROOT -> CANCELLED     cancelled
     */

    private enum Phase {
        FRESH,
        ROOT,
        FRAME,
        DONE,
        CANCELLED
    }

    private Phase phase = Phase.FRESH;
    private @Nullable PollFuture<?> source; // while FRESH
    private @Nullable F function; // until it is applied or cannot be any more
    @Nullable Link<?, ?> below; // while on a stack: the next outer link
    private @Nullable Chain chain; // while ROOT
    private @Nullable PollFuture<?> producer; // while DONE: made the value, takes it back

    Link(PollFuture<?> source, F function) {
        this.source = requireNonNull(source, "future");
        this.function = requireNonNull(function, "function");
    }

    /** Applies the link to the outcome that the chain holds; a throw is the failure. */
    abstract void resume(Chain chain) throws Exception;

    /** The word for this kind of link. */
    abstract String name();

    final boolean isFresh() {
        return phase == Phase.FRESH;
    }

    /** Makes a fresh link a frame; returns its source, which it forgets. */
    final PollFuture<?> becomeFrame() {
        phase = Phase.FRAME;
        return takeSource();
    }

    private PollFuture<?> takeSource() {
        PollFuture<?> taken = requireNonNull(source);
        source = null;
        return taken;
    }

    /** Takes the function out, so that a finished frame holds nothing. */
    final F takeFunction() {
        F taken = requireNonNull(function);
        function = null;
        return taken;
    }

    /** Puts the function back into a link that will be resumed again. */
    final void keepFunction(F kept) {
        function = kept;
    }

    @Override
    @SuppressWarnings("unchecked") // the root's link made the value, or passed it on
    public final Poll<T> poll(Context cx) throws Exception {
        requireNonNull(cx, "cx");
        Chain running = chain;
        if (phase == Phase.FRESH) {
            running = new Chain(this, takeSource());
            phase = Phase.ROOT;
            chain = running;
        }
        if (running == null) {
            throw refusal();
        }
        boolean ended = true; // a throw is an end
        try {
            Poll<?> result = running.run(cx);
            ended = result.isReady();
            return (Poll<T>) result;
        } finally {
            if (ended) {
                phase = Phase.DONE;
                chain = null;
                producer = running.producer();
            }
        }
    }

    private IllegalStateException refusal() {
        if (phase == Phase.FRAME) {
            return new IllegalStateException(
                    this + " was polled although it belongs to another future (F9)");
        }
        return OneShot.polledAfterEnd(this, phase == Phase.CANCELLED);
    }

    @Override
    public final void cancel() {
        if (phase == Phase.FRESH) {
            PollFuture<?> innermost = this;
            while (innermost instanceof Link<?, ?> link && link.isFresh()) {
                link.phase = Phase.CANCELLED;
                link.function = null;
                innermost = link.takeSource();
            }
            Safely.cancel(innermost);
        } else if (phase == Phase.ROOT) {
            phase = Phase.CANCELLED;
            function = null;
            Chain running = requireNonNull(chain);
            chain = null;
            running.cancel();
        }
    }

    @Override
    public final void onDiscard(T value) {
        PollFuture<?> made = producer;
        producer = null;
        if (made != null) {
            Safely.discard(made, value);
        }
    }

    @Override
    public final void describe(Description to) {
        PollFuture<?> inner = source;
        Chain running = chain;
        if (inner != null) {
            to.add(name()).add("(").child(inner).add(")");
        } else if (running != null) {
            running.describe(to, this);
        } else {
            to.add(name());
        }
    }

    @Override
    public final String toString() {
        return Description.of((Description.Described) this);
    }
}
