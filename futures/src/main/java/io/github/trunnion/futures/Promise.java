package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A future that is completed by hand, once, from any thread.
 *
 * <p>{@link #complete}, {@link #fail}, {@link #isDone} and {@link #isCancelled} may be called from
 * any thread; {@link #poll}, {@link #cancel} and {@link #onDiscard} belong to the one owner, as for
 * every future.
 *
 * <p>The first outcome wins. Each value given to {@code complete} ends in exactly one place: with
 * the owner, or, if it came too late or lost against a cancel, with the discard action. A value for
 * which {@code complete} returned false has thus been discarded already.
 *
 * <pre>{@code
 * Promise<Reply> reply = new Promise<>(Reply::close);
 * client.send(request, reply::complete, reply::fail);
 * return PollFutures.withTimeout(reply, Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>Actions before {@code complete} or {@code fail} happen-before the poll that delivers the
 * outcome.
 *
 * @param <T> the type of the value; null is a legal value (F8)
 */
public final class Promise<T extends @Nullable Object> implements PollFuture<T> {

    /*
     * Overview.
     *
     * One word holds what is known: nothing, the waker of the latest poll, or the outcome. Poll,
     * complete and cancel are compare-and-sets on it, so they are totally ordered.
     *
     * No wake is lost. Thread A polls, thread B completes.
     *   1. A reads EMPTY (or its earlier waker).
     *   2. B writes the outcome and finds no waker (or the earlier one, which it wakes).
     *   3. A's compare-and-set to its new waker fails; it reads again, finds the outcome, is ready.
     * If A's compare-and-set comes before B's, B replaces A's waker by the outcome and wakes it. If A
     * finds an equivalent waker stored it writes nothing: B replaces that one later than A's read and
     * wakes it, which counts for A since A's poll had been entered (W3).
     *
     * After the end the word is a constant: neither value nor waker is reachable (W4). The discard
     * action stays, for values that are still to come.
     *
     * Possible state transitions, with the thread that makes them:
     *   EMPTY -> waker               poll (owner)
     *   waker -> waker'              poll with another waker (owner)
     *   EMPTY, waker -> outcome      complete, fail (any); wakes the waker
     *   EMPTY, waker -> CANCELLED    cancel (owner)
     *   outcome -> DELIVERED         poll (owner)
     *   outcome -> CANCELLED         cancel (owner); discards the value
     */

    private enum Mark {
        EMPTY,
        DELIVERED,
        CANCELLED
    }

    /** A value, or a failure if that is not null. */
    private record Outcome(@Nullable Object value, @Nullable Throwable failure) {}

    private static final VarHandle STATE;

    private final Throwing.@Nullable Consumer<? super T> discard;
    private volatile Object state =
            Mark.EMPTY; // left by compareAndSet; an outcome by the owner only

    /** Makes a promise that drops values which nobody will receive. */
    public Promise() {
        discard = null;
    }

    /**
     * Makes a promise that gives values which nobody will receive to an action.
     *
     * @param onDiscard releases a value; runs on the thread that completes or cancels. What it
     *     throws goes to that thread's uncaught exception handler.
     */
    public Promise(Throwing.Consumer<? super T> onDiscard) {
        discard = requireNonNull(onDiscard, "onDiscard");
    }

    /**
     * Completes this promise with a value.
     *
     * @param value the value, which may be null
     * @return true if this was the first outcome and no cancel came before; else the value has been
     *     discarded
     */
    public boolean complete(T value) {
        boolean first = settle(new Outcome(value, null));
        if (!first) {
            onDiscard(value);
        }
        return first;
    }

    /**
     * Completes this promise with a failure.
     *
     * @param failure what the poll of the owner throws, as it is
     * @return true if this was the first outcome and no cancel came before
     */
    public boolean fail(Throwable failure) {
        return settle(new Outcome(null, requireNonNull(failure, "failure")));
    }

    private boolean settle(Outcome outcome) {
        for (; ; ) {
            Object seen = state;
            if (seen != Mark.EMPTY && !(seen instanceof Waker)) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, outcome)) {
                if (seen instanceof Waker waker) {
                    Wakers.fire(waker);
                }
                return true;
            }
        }
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        Waker waker = requireNonNull(cx, "cx").waker();
        for (; ; ) {
            Object seen = state;
            if (seen instanceof Outcome outcome) {
                STATE.setVolatile(this, Mark.DELIVERED); // only the owner leaves an outcome
                if (outcome.failure != null) {
                    throw Failures.raise(outcome.failure);
                }
                return Poll.ready(Values.<T>as(outcome.value));
            }
            if (seen == Mark.DELIVERED || seen == Mark.CANCELLED) {
                throw OneShot.polledAfterEnd(this, seen == Mark.CANCELLED);
            }
            if (seen instanceof Waker stored && stored.willWake(waker)) {
                return Poll.pending();
            }
            if (STATE.compareAndSet(this, seen, waker)) {
                return Poll.pending();
            }
        }
    }

    @Override
    public void cancel() {
        cancelUnlessDone();
    }

    /** Cancels; returns whether no outcome had come before. */
    boolean cancelUnlessDone() {
        for (; ; ) {
            Object seen = state;
            if (seen == Mark.DELIVERED || seen == Mark.CANCELLED) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, Mark.CANCELLED)) {
                if (seen instanceof Outcome outcome) {
                    if (outcome.failure == null) {
                        onDiscard(Values.<T>as(outcome.value));
                    }
                    return false;
                }
                return true;
            }
        }
    }

    /** Gives the value to the action that this promise was made with. */
    @Override
    public void onDiscard(T value) {
        if (discard != null) {
            Safely.accept(discard, value);
        }
    }

    /**
     * Whether an outcome or a cancel has come.
     *
     * @return true from the first {@code complete}, {@code fail} or {@code cancel} on
     */
    public boolean isDone() {
        Object seen = state;
        return seen != Mark.EMPTY && !(seen instanceof Waker);
    }

    /**
     * Whether the owner has cancelled this promise; producers may stop working then.
     *
     * @return true after {@code cancel} of a promise whose outcome was not delivered
     */
    public boolean isCancelled() {
        return state == Mark.CANCELLED;
    }

    @Override
    public String toString() {
        Object seen = state;
        String shown;
        if (seen instanceof Outcome outcome) {
            shown = outcome.failure == null ? "completed" : "failed";
        } else if (seen == Mark.DELIVERED) {
            shown = "delivered";
        } else if (seen == Mark.CANCELLED) {
            shown = "cancelled";
        } else {
            shown = seen == Mark.EMPTY ? "incomplete" : "awaited";
        }
        return "promise[" + shown + "]";
    }

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Promise.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
