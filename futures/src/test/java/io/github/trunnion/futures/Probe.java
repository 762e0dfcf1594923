package io.github.trunnion.futures;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;

/**
 * A future that is ended by hand, counts what its owner does, and refuses what an owner must not.
 */
final class Probe<T> implements PollFuture<T> {
    int polls;
    int cancels;
    final List<T> discarded = new ArrayList<>();
    Context context;
    private final String name;
    private Poll<T> result = Poll.pending();
    private Throwable failure;
    private boolean done;

    Probe() {
        this("probe");
    }

    Probe(String name) {
        this.name = name;
    }

    /** Makes the next poll ready, and wakes. */
    Probe<T> end(T value) {
        result = Poll.ready(value);
        wake();
        return this;
    }

    /** Makes the next poll throw, and wakes. */
    Probe<T> end(Throwable thrown, Void failed) {
        failure = thrown;
        wake();
        return this;
    }

    void wake() {
        if (context != null) {
            context.waker().wake();
        }
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (done || cancels > 0) {
            fail(name + " was polled after its end");
        }
        polls++;
        context = cx;
        if (failure != null) {
            done = true;
            throw Failures.raise(failure);
        }
        done = result.isReady();
        return result;
    }

    @Override
    public void cancel() {
        if (done) {
            fail(name + " was cancelled although it was done");
        }
        cancels++;
        if (cancels > 1) {
            fail(name + " was cancelled twice");
        }
    }

    @Override
    public void onDiscard(T value) {
        if (!done) {
            fail(name + " was given a value to discard that it never made");
        }
        discarded.add(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
