package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The child that a verification gives to a parent: ends when told to, and notes what is done. */
final class ChildProbe<C extends @Nullable Object> implements PollFuture<C> {
    /*
     * Overview
     *
     * The first breach of a rule that binds the parent is kept, because a parent may swallow what a
     * child throws. One lock guards everything; wakers and the action of a poll run outside of it.
     */

    /** What a test does in each poll of the child. */
    @FunctionalInterface
    interface InPoll {
        void run(Context cx) throws Exception;
    }

    private final Object lock = new Object();
    private final C value;
    private final List<Waker> wakers = new ArrayList<>(); // of each poll; guarded by lock
    private InPoll inPoll = cx -> {}; // set before the first poll
    private @Nullable RuntimeException cancelThrows; // set before the first poll
    private @Nullable Throwable failure; // guarded by lock
    private boolean released; // guarded by lock
    private boolean polling; // guarded by lock
    private boolean ended; // guarded by lock
    private int cancels; // guarded by lock
    private int discards; // guarded by lock
    private @Nullable String breach; // guarded by lock

    ChildProbe(C value) {
        this.value = value;
    }

    // For a test

    ChildProbe<C> doing(InPoll action) {
        inPoll = action;
        return this;
    }

    ChildProbe<C> throwingOnCancel(RuntimeException thrown) {
        cancelThrows = thrown;
        return this;
    }

    /** Lets the child become ready. */
    void release() {
        end(null);
    }

    /** Lets the child fail. */
    void fail(Throwable thrown) {
        end(requireNonNull(thrown));
    }

    private void end(@Nullable Throwable thrown) {
        Waker latest;
        synchronized (lock) {
            released = true;
            failure = thrown;
            latest = wakers.isEmpty() ? null : wakers.getLast();
        }
        if (latest != null) {
            latest.wake();
        }
    }

    int polls() {
        synchronized (lock) {
            return wakers.size();
        }
    }

    int cancels() {
        synchronized (lock) {
            return cancels;
        }
    }

    int discards() {
        synchronized (lock) {
            return discards;
        }
    }

    /** The waker of one poll, the first being 0. */
    Waker waker(int poll) {
        synchronized (lock) {
            return wakers.get(poll);
        }
    }

    boolean isLive() {
        synchronized (lock) {
            return !wakers.isEmpty() && !ended && cancels == 0;
        }
    }

    boolean hasEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** Demands that the parent has kept every rule so far. */
    void requireKept() {
        synchronized (lock) {
            if (breach != null) {
                throw new AssertionError(breach);
            }
        }
    }

    // For the parent

    @Override
    public Poll<C> poll(Context cx) throws Exception {
        synchronized (lock) {
            note(polling, "F4: the child is polled while a poll of it is under way.");
            note(ended, "F3: the child is polled although it is done.");
            note(cancels > 0, "F7: the child is polled although it was cancelled.");
            polling = true;
            wakers.add(cx.waker());
        }
        try {
            inPoll.run(cx);
        } finally {
            synchronized (lock) {
                polling = false;
            }
        }
        synchronized (lock) {
            if (!released) {
                return Poll.pending();
            }
            ended = true;
            if (failure instanceof Exception exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return Poll.ready(value);
        }
    }

    @Override
    public void cancel() {
        synchronized (lock) {
            note(polling, "F7: the child is cancelled beside its poll.");
            note(ended, "F7: the child is cancelled although it is done.");
            note(cancels > 0, "F7: the child is cancelled twice.");
            cancels++;
        }
        if (cancelThrows != null) {
            throw cancelThrows;
        }
    }

    @Override
    public void onDiscard(C discarded) {
        synchronized (lock) {
            note(!ended, "F7: a value is discarded that the child has not returned.");
            note(discards > 0, "F7: the value of the child is discarded twice.");
            discards++;
        }
    }

    private void note(boolean broken, String rule) {
        if (broken && breach == null) {
            breach = rule;
        }
    }

    @Override
    public String toString() {
        return "child";
    }
}
