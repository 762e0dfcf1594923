package io.github.trunnion.bridge;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A spawned future: the node, the waker and the context of its polls in one object. */
class PollTask<T extends @Nullable Object> extends Live {
    /*
     * Overview
     *
     * One bit says whether the task is scheduled: in a queue, or on its way into one. Who sets it
     * enqueues the task, everybody else has been coalesced. The carrier clears the bit right before
     * it polls, so a wake from anywhere in the poll sets it again and leads to one more poll (W3).
     * Only the run of a task that was taken from a queue clears the bit: a task that is cancelled or
     * closed may still stand in one, and a second place in a queue would tear the first queue's links.
     * From the first poll on both sides use getAndSet, never a read first: a waker that reads a
     * set bit and stays away may have read it just before the carrier cleared it, and the poll
     * that follows need not see what the waker's thread has written.
     *
     * Possible state transitions of the bit:
     *   true  -> false   the carrier is about to look at the outcome and poll; before the first poll
     *                    nobody has the waker yet, and a plain write does
     *   false -> true    a wake; the winner enqueues
     *   true  -> true    a wake that coalesces
     * A task begins scheduled. It ends scheduled too, so that later wakes do nothing (W4), and drops
     * future, carrier and result. A wake that won the bit before the end, or has not seen the end yet,
     * may still enqueue the task; running a task without a future does nothing.
     */
    /** Null once done; confined to the carrier. */
    private @Nullable PollFuture<? extends T> future;

    /** Null once done. Written by the carrier, read by wakers without ordering: both values do. */
    private @Nullable Carrier carrier;

    /** Null once done; confined to the carrier. */
    private @Nullable TaskResult<T> result;

    /** Whether it is among the live ones; confined to the carrier. */
    private boolean live;

    /** The scheduled bit; set by getAndSet until the end. */
    private volatile boolean scheduled = true;

    /** Makes one that remembers its wakers if the carrier wants that. */
    static <T extends @Nullable Object> PollTask<T> of(
            PollFuture<? extends T> future, Carrier carrier) {
        return carrier.diagnoses()
                ? new Diagnosed<>(future, carrier)
                : new PollTask<>(future, carrier);
    }

    /** Makes one and gives it to the carrier. From any thread. */
    static <T extends @Nullable Object> TaskResult<T> start(
            PollFuture<? extends T> future, Carrier carrier) {
        PollTask<T> task = of(future, carrier);
        TaskResult<T> result = task.result(); // before it can run, for then it drops it
        carrier.enqueue(task);
        return result;
    }

    PollTask(PollFuture<? extends T> future, Carrier carrier) {
        this.future = future;
        this.carrier = carrier;
        this.result = new TaskResult<>(this);
    }

    @SuppressWarnings("NullAway") // asked by the spawner, before the task can run
    TaskResult<T> result() {
        return result;
    }

    @Override
    void placeOn(Carrier chosen) {
        carrier = chosen;
        VarHandle.storeStoreFence(); // however the result is handed on
    }

    @Override
    public void wake() {
        wokenIn(carrier); // plain read
        if ((boolean) SCHEDULED.getAndSet(this, true)) { // volatile: releases to the next clear
            return;
        }
        Carrier home = carrier; // plain read
        if (home != null) {
            home.enqueue(this);
        }
    }

    @Override
    void run(Carrier home) {
        PollFuture<? extends T> polled = future;
        TaskResult<T> outcome = result;
        if (polled == null || outcome == null) {
            return;
        }
        if (live) {
            SCHEDULED.getAndSet(this, false); // volatile: acquires from every wake that set it
        } else {
            SCHEDULED.set(this, false); // plain: no waker is out yet
            VarHandle.storeStoreFence(); // nor before this, however the future passes it on
        }
        if (home.isCancelling()) {
            outcome.completeClosed(home);
        }
        if (outcome.isDone()) { // a cancel is on its way here; it finds the task ended
            cancelFuture(home, polled, outcome);
            return;
        }
        home.count(Tally.POLLS);
        Poll<? extends T> poll;
        try {
            poll = polled.poll(this);
            if (poll == null) {
                throw new NullPointerException("poll of " + polled + " returned null");
            }
        } catch (Throwable failure) {
            end(home);
            try {
                outcome.fail(failure);
            } finally {
                outcome.terminate();
            }
            return;
        }
        if (poll instanceof Poll.Ready<? extends T> ready) {
            end(home);
            deliver(home, polled, outcome, ready.value());
        } else if (!live) {
            live = true;
            home.live().add(this);
        }
    }

    @SuppressWarnings("unchecked") // the value came from this very future
    private void deliver(
            Carrier home, PollFuture<? extends T> from, TaskResult<T> outcome, T value) {
        try {
            if (!outcome.complete(value)) {
                ((PollFuture<T>) from).onDiscard(value);
            }
        } catch (Throwable thrown) {
            home.report(thrown);
        } finally {
            outcome.terminate();
        }
    }

    /** What brings a cancel to the carrier, or null if the task is done. From any thread. */
    @Nullable CancelNode cancelNode() {
        Carrier home = carrier; // plain read
        return home == null ? null : new CancelNode(this, home);
    }

    /** The outcome was set by a cancel. Leaves the bit alone: the task may stand in a queue. */
    private void cancelled(Carrier home) {
        PollFuture<? extends T> held = future;
        TaskResult<T> outcome = result;
        if (held != null && outcome != null) {
            cancelFuture(home, held, outcome);
        }
    }

    /** Brings a cancel to the carrier, past the queue that the task itself may stand in (E10). */
    static final class CancelNode extends Node {
        private final PollTask<?> task;
        private final Carrier home;

        CancelNode(PollTask<?> task, Carrier home) {
            this.task = task;
            this.home = home;
        }

        /** After the outcome was set. */
        void submit() {
            home.enqueue(this);
        }

        @Override
        void run(Carrier carrier) {
            task.cancelled(carrier);
        }

        /** No task of the carrier is live any more, so this one is done or abandoned itself. */
        @Override
        void abandon() {}

        @Override
        boolean isUrgent() {
            return true;
        }
    }

    /** On the carrier, outside of its poll. */
    @Override
    void close(Carrier home) {
        PollFuture<? extends T> held = future;
        TaskResult<T> outcome = result;
        if (held != null && outcome != null) {
            outcome.completeClosed(home);
            cancelFuture(home, held, outcome);
        }
    }

    private void cancelFuture(
            Carrier home, PollFuture<? extends T> cancelled, TaskResult<T> outcome) {
        end(home);
        home.nowRunning(cancelled);
        try {
            cancelled.cancel();
        } catch (Throwable thrown) {
            home.report(thrown);
        }
        outcome.terminate();
    }

    private void end(Carrier home) {
        SCHEDULED.setOpaque(this, true); // soon no wake enqueues; one that does, does no harm
        if (live) {
            live = false;
            home.live().remove(this);
        }
        future = null;
        carrier = null;
        result = null;
    }

    /**
     * The carrier ended before it ever ran this task: a spawn that raced with close, or the loop
     * broke. Or the task has ended, and a wake came late: then there is nothing to do. This may be
     * any thread that wakes something, so the future and the dependents run elsewhere.
     */
    @Override
    void abandon() {
        try {
            Dispatcher.execute(this::abandonHere);
        } catch (Throwable noMemory) {
            abandonHere();
        }
    }

    private void abandonHere() {
        PollFuture<? extends T> never = future;
        TaskResult<T> outcome = result;
        if (never == null || outcome == null) {
            return;
        }
        outcome.completeClosed(home());
        future = null;
        carrier = null;
        result = null;
        try {
            never.cancel();
        } catch (Throwable thrown) {
            LastResort.report(thrown);
        } finally {
            outcome.terminate();
        }
    }

    @Override
    Carrier home() {
        Carrier home = carrier;
        if (home == null) {
            throw new IllegalStateException(
                    "The context of a task was used after the task was done. A context is valid"
                            + " only during the poll that it was given to (F10).");
        }
        return home;
    }

    @Override
    Object subject() {
        PollFuture<? extends T> held = future;
        return held == null ? this : held;
    }

    @Override
    String describe() {
        TaskResult<T> outcome = result;
        return this + (outcome == null ? "" : outcome.waiting()) + lastWaker();
    }

    @Override
    public String toString() {
        PollFuture<? extends T> held = future;
        return held == null ? "task (done)" : "task of " + Label.of(held);
    }

    /** One that remembers who woke it. */
    private static final class Diagnosed<T extends @Nullable Object> extends PollTask<T> {
        private @Nullable String waker;

        Diagnosed(PollFuture<? extends T> future, Carrier carrier) {
            super(future, carrier);
        }

        @Override
        void rememberWaker(String who) {
            waker = who;
        }

        @Override
        @Nullable String rememberedWaker() {
            return waker;
        }
    }

    private static final VarHandle SCHEDULED;

    static {
        try {
            SCHEDULED =
                    MethodHandles.lookup()
                            .findVarHandle(PollTask.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
