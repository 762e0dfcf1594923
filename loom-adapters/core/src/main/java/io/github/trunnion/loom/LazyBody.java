package io.github.trunnion.loom;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** A blocking body that the first poll starts. */
final class LazyBody<T extends @Nullable Object> implements PollFuture<T> {
    /*
     * Overview
     *
     * The task is made with the future, so the context is that of who made it; the first poll has it
     * started. All fields are confined to the owner but the waker: the body's thread sets the outcome
     * and then wakes, the owner registers and then looks.
     *
     * A value that nobody gets is handed to onDiscard once, whichever of these comes about: the owner
     * was given it and lost it (onDiscard); the body had returned and was not polled again before the
     * cancel (cancel finds the outcome); the body returns after the cancel (the task finds that its
     * outcome is taken).
     */
    private final Blocking.Launcher launcher;
    private final BlockingTask<T> task;
    private final Throwing.@Nullable Consumer<? super T> discard;
    private final AtomicWaker waker = new AtomicWaker();
    private boolean started;
    private boolean done;

    LazyBody(
            Blocking.Launcher launcher,
            BlockingTask<T> task,
            Throwing.@Nullable Consumer<? super T> discard) {
        this.launcher = launcher;
        this.task = task;
        this.discard = discard;
        if (discard != null) {
            task.onLost(unchecked(discard));
        }
    }

    private static <U extends @Nullable Object> Consumer<U> unchecked(
            Throwing.Consumer<? super U> action) {
        return value -> {
            try {
                action.accept(value);
            } catch (Exception thrown) {
                throw Sneaky.<RuntimeException>unchecked(thrown);
            }
        };
    }

    @Override
    public Poll<T> poll(Context cx) {
        if (done) {
            throw new IllegalStateException("polled again after " + this + " was done (F3)");
        }
        waker.register(cx.waker());
        if (!started) {
            started = true;
            start();
        }
        Settled<T> end = task.settledNow();
        if (end == null) {
            return Poll.pending();
        }
        done = true;
        waker.take();
        return end.poll();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    private void start() {
        task.directCompletion().whenComplete((value, failure) -> waker.wake());
        launcher.launch(task);
    }

    @Override
    public void cancel() {
        if (done) {
            return;
        }
        done = true;
        waker.take();
        if (!task.cancel(true)) {
            Settled<T> end = task.settledNow();
            if (end != null && end.failure() == null) {
                onDiscard(valueOf(end));
            }
        }
    }

    @SuppressWarnings("NullAway") // the value of a body that returned is a T
    private static <U extends @Nullable Object> U valueOf(Settled<U> end) {
        return end.value();
    }

    @Override
    public void onDiscard(T value) {
        if (discard != null) {
            LazyBody.<T>unchecked(discard).accept(value);
        }
    }

    @Override
    public String toString() {
        return "lazy " + task;
    }
}
