package io.github.trunnion.interleavings.scenarios;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

/** A future that watches how its owner treats it (F3, F4, F7), and counts. */
abstract class Probe<T> implements PollFuture<T> {
    private boolean inside;
    private boolean ended;

    /** The waker of the first poll; all are equivalent (F9). */
    @Nullable Waker waker;

    int polls;
    int cancels;
    int discards;

    /** Advances. */
    abstract Poll<T> advance(Context cx) throws Exception;

    @Override
    public final Poll<T> poll(Context cx) throws Exception {
        enter("poll");
        polls++;
        if (waker == null) {
            waker = cx.waker();
        }
        boolean again = false;
        try {
            Poll<T> poll = advance(cx);
            again = !poll.isReady();
            Sim.pause();
            return poll;
        } finally {
            ended = !again;
            inside = false;
        }
    }

    /** Is cancelled. */
    void abandon() {}

    @Override
    public final void cancel() {
        enter("cancel");
        ended = true;
        cancels++;
        abandon();
        Sim.pause();
        inside = false;
    }

    @Override
    public final void onDiscard(T value) {
        discards++;
        Sim.check(discards == 1, "onDiscard comes once (F7)");
    }

    private void enter(String what) {
        Sim.check(!inside, what + " does not come beside poll or cancel (F4, F7)");
        Sim.check(!ended, what + " does not come after the end (F3, F7)");
        inside = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** For a thread that wakes: the waker, once the first poll was entered. */
    Waker awaitWaker() {
        Sim.await(() -> waker != null);
        return requireNonNull(waker);
    }
}
