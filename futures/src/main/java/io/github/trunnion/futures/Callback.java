package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** A future that a callback API completes. */
final class Callback<T extends @Nullable Object> extends OneShot<T> {

    /*
     * Overview.
     *
     * A promise decides who comes first; what start gets are handles on the promise alone, so a
     * callback that is kept for ever keeps neither the cancel action nor, after the end, the value.
     *
     * The races, with the decision of each:
     *   resolve twice, or after reject   the later value is discarded
     *   reject twice, or after resolve   the later failure is dropped
     *   resolve or reject inside start   the first poll is ready at once; the cancel action is dropped
     *   start throws, nothing came       that is the failure; a value that comes later is discarded
     *   start throws after resolve,      the outcome stands; what was thrown is reported to the
     *     reject                         uncaught exception handler
     *   resolve before cancel            the value is discarded; the cancel action does not run, for
     *                                    there is nothing left to stop
     *   cancel before resolve            the cancel action runs once; the value is discarded. The
     *                                    promise is cancelled first, so a value that the action
     *                                    itself brings about is discarded as well
     *   cancel before the first poll     nothing was started, so nothing is stopped
     */

    // start: until the first poll
    private Throwing.@Nullable BiFunction<
                    Consumer<T>, Consumer<Throwable>, Throwing.@Nullable Runnable>
            start;
    private @Nullable Promise<T> promise; // from the first poll to the end
    private Throwing.@Nullable Runnable cancelAction; // while the promise is undecided
    private Throwing.@Nullable Consumer<? super T> discard;
    private boolean ready;

    Callback(
            Throwing.BiFunction<Consumer<T>, Consumer<Throwable>, Throwing.@Nullable Runnable>
                    start) {
        this.start = start;
    }

    /** Adds an action for discarded values; before the first poll. */
    Callback<T> discardingTo(Throwing.Consumer<? super T> action) {
        Throwing.Consumer<? super T> earlier = discard;
        discard =
                earlier == null
                        ? action
                        : value -> {
                            Safely.accept(earlier, value);
                            action.accept(value);
                        };
        return this;
    }

    @Override
    Poll<T> advance(Context cx) throws Exception {
        Promise<T> result = promise;
        if (result == null) {
            result = begin();
        }
        Poll<T> poll = result.poll(cx);
        ready = poll.isReady();
        return poll;
    }

    private Promise<T> begin() {
        Promise<T> made = discard == null ? new Promise<>() : new Promise<>(discard);
        promise = made;
        var starter = requireNonNull(start);
        start = null;
        try {
            cancelAction = starter.apply(made::complete, made::fail);
        } catch (Throwable t) {
            if (!made.fail(t)) {
                Safely.report(t);
            }
        }
        return made;
    }

    @Override
    void release() {
        start = null;
        Promise<T> ended = promise;
        promise = null;
        Throwing.Runnable action = cancelAction;
        cancelAction = null;
        if (!ready) {
            discard = null;
        }
        if (ended != null && ended.cancelUnlessDone() && action != null) {
            Safely.run(action);
        }
    }

    @Override
    public void onDiscard(T value) {
        Throwing.Consumer<? super T> action = discard;
        discard = null;
        if (action != null) {
            Safely.accept(action, value);
        }
    }

    @Override
    public void describe(Description to) {
        to.add(isFresh() ? "fromCallback[not started]" : "fromCallback");
    }
}
