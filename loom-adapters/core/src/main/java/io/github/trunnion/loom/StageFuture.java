package io.github.trunnion.loom;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * The result of a {@link CompletionStage}, as a poll-future; made by {@link Stages}.
 *
 * <p>A failure arrives without the wrappers of {@code CompletableFuture}; a cancelled source, or
 * one that depends on a cancelled one, fails this future with a {@link
 * java.util.concurrent.CancellationException} (st04).
 *
 * <p>Cancelling this future cancels a source that is not done, with {@code cancel(true)} (st01). On
 * a loop thread that is handed to a virtual thread, because it runs the dependents of the source.
 *
 * @param <T> the type of the value
 */
public final class StageFuture<T extends @Nullable Object> implements PollFuture<T> {
    /*
     * Overview
     *
     * All fields are confined to the owner. What the source's thread touches is the Arrival, made
     * and registered once, by the first poll that finds the source incomplete (st03). A source that
     * is complete by then is read without a callback.
     */
    private final Throwing.Supplier<? extends CompletionStage<? extends T>> supplier;

    private @Nullable CompletionStage<? extends T> source; // null until a lazy one has started
    private @Nullable Arrival<T> arrival; // null until the first incomplete poll
    private @Nullable SourceLink link;
    private boolean detached;
    private boolean done;

    /** A source that runs already. */
    StageFuture(CompletionStage<? extends T> source) {
        this.supplier = () -> source;
        this.source = source;
    }

    /** A source that the first poll starts. */
    StageFuture(Throwing.Supplier<? extends CompletionStage<? extends T>> supplier) {
        this.supplier = supplier;
    }

    /**
     * From now on a cancel of this future leaves the source alone.
     *
     * <p>For a source that others use too, such as a cell of a cache. To be called by the owner.
     *
     * @return this future
     */
    public StageFuture<T> detached() {
        detached = true;
        return this;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (done) {
            throw new IllegalStateException("polled again after " + this + " was done (F3)");
        }
        try {
            @Nullable Settled<T> end = advance(cx);
            if (end == null) {
                return Poll.pending();
            }
            done = true;
            return end.poll();
        } catch (Throwable failure) {
            done = true;
            throw failure;
        }
    }

    private @Nullable Settled<T> advance(Context cx) throws Exception {
        if (arrival != null) {
            return arrival.takeOrRegister(cx.waker());
        }
        CompletionStage<? extends T> started = start();
        if (Sources.isDone(started) && started instanceof Future<?> future) {
            @SuppressWarnings("unchecked") // one object, one value
            Future<? extends T> complete = (Future<? extends T>) future;
            return Settled.<T>of(complete);
        }
        Arrival<T> registered = new Arrival<>();
        arrival = registered;
        link = SourceLink.<T>open(started, registered);
        return registered.takeOrRegister(cx.waker());
    }

    private CompletionStage<? extends T> start() throws Exception {
        CompletionStage<? extends T> started = source;
        if (started == null) {
            started = supplier.get();
            if (started == null) {
                throw new NullPointerException(supplier + " returned no stage");
            }
            source = started;
        }
        return started;
    }

    @Override
    public void cancel() {
        done = true;
        if (arrival != null) {
            arrival.abandon();
        }
        if (link != null) {
            link.close();
        }
        CompletionStage<? extends T> started = source;
        if (started != null && !detached && !Sources.isDone(started)) {
            if (started instanceof TaskFuture<?>) {
                cancelSource(started); // keeps its dependents off the loop by itself
            } else {
                OffLoop.run(() -> cancelSource(started));
            }
        }
    }

    private static void cancelSource(CompletionStage<?> source) {
        Sources.cancelOrLog(source, Stages.class);
    }

    @Override
    public String toString() {
        CompletionStage<? extends T> started = source;
        return "StageFuture[" + (started == null ? "not started" : started) + "]";
    }
}
