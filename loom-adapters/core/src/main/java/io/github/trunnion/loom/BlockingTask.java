package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A blocking body and its result. */
final class BlockingTask<T extends @Nullable Object> implements TaskFuture<T>, Runnable {
    /*
     * Overview
     *
     * Two machines: the outcome, which is what waiters see and which a cancel sets at once, and the
     * BodyThread, which knows whether the body runs and ends later. Threads wait in a private
     * CompletableFuture that never fails and has no dependents, so a waiter never runs anybody's
     * dependents. Stages hang on other objects, which are completed after it:
     *
     *   direct   where the outcome is set
     *   ended    when the body has returned or never will; before the view, whose dependents may
     *            block for ever
     *   view     off the loop threads; on the body's thread after the body, if that set the outcome
     *
     * Where the launcher has limits, a body that has returned or never will begin gives its permits
     * back: after the outcome is set, so that who waits for it is not held up by whom is started
     * next, and before stages that may block for ever.
     *
     * A cancel beside the start. Thread A cancels and B is about to begin: A sets the outcome and
     * then tries to skip the body. Either A is first, then begin fails; or B is first, and A
     * interrupts what has begun.
     *
     * Possible transitions of the outcome:
     *   none -> Settled    the body returned or threw, or it could not be started
     *   none -> CANCELLED  cancel
     *   none -> RELEASED   somebody completed the view: cancelled too, but the view is theirs
     */
    private enum Cancelled {
        CANCELLED,
        RELEASED
    }

    /** For a failure that there is no memory left to describe. */
    private static final Settled<?> OUT_OF_MEMORY =
            new Settled<>(null, new OutOfMemoryError("while the failure of a body was recorded"));

    private final CompletableFuture<Object> outcome = new CompletableFuture<>();
    private final VirtualFuture<T> direct = new VirtualFuture<>();
    private final VirtualFuture<@Nullable Void> ended = new VirtualFuture<>();
    private final TaskView<T> view = new TaskView<>(this);
    private final BodyThread bodyThread = new BodyThread();
    private final @Nullable String name;

    /**
     * The thread that starts it, for the time of that: in a body that runs in place its interrupt
     * flag is its own business. Plain: only that thread finds itself.
     */
    private long starter;

    /** Set before the start; null without a limit. */
    private @Nullable Admission admission;

    /** Set before the start: takes a value that comes after a cancel. */
    private @Nullable Consumer<? super T> lost;

    /** Owned by who takes bodyThread out of READY; null afterwards. */
    private @Nullable Callable<? extends T> body;

    BlockingTask(Callable<? extends T> body, @Nullable String name) {
        this.body = body;
        this.name = name;
    }

    // The launcher's side

    void startBy(Blocking.Start start) {
        starter = Thread.currentThread().threadId();
        try {
            start.start(this);
        } finally {
            starter = 0;
        }
    }

    boolean hasLimits() {
        return admission != null;
    }

    void admitThrough(Admission limits) {
        admission = limits;
    }

    void onLost(Consumer<? super T> action) {
        lost = action;
    }

    /** The body has ended or never will begin; what waits for its permits goes on. */
    private void leave() {
        if (admission != null) {
            admission.leave();
        }
    }

    // The body's side

    @Override
    public void run() {
        Thread current = Thread.currentThread();
        if (!bodyThread.begin(current)) {
            return;
        }
        Callable<? extends T> call = requireNonNull(body);
        body = null;
        Settled<T> end = callNamed(call, current);
        bodyThread.end(current);
        if (current.threadId() != starter) {
            Thread.interrupted(); // the thread goes back to its pool as it came
        }
        end(end);
    }

    private Settled<T> callNamed(Callable<? extends T> call, Thread current) {
        if (name == null) {
            return call(call);
        }
        String before = current.getName();
        current.setName(name);
        try {
            return call(call);
        } finally {
            current.setName(before);
        }
    }

    /** The throwable itself (bl01), also when it is a wrapper. */
    private Settled<T> call(Callable<? extends T> call) {
        try {
            return new Settled<>(call.call(), null);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    @SuppressWarnings("unchecked") // it holds no value
    private static <U extends @Nullable Object> Settled<U> failed(Throwable thrown) {
        try {
            return new Settled<>(null, thrown);
        } catch (OutOfMemoryError noMemory) {
            return (Settled<U>) OUT_OF_MEMORY;
        }
    }

    /** Could not be started, for that reason. */
    void reject(Throwable refused) {
        if (bodyThread.skip()) {
            body = null;
            end(rejected(refused));
        }
    }

    private Settled<T> rejected(Throwable refused) {
        try {
            return failed(
                    refused instanceof RejectedExecutionException
                            ? refused
                            : new RejectedExecutionException(
                                    "The body could not be started", refused));
        } catch (OutOfMemoryError noMemory) {
            return failed(noMemory);
        }
    }

    /** The body has ended, or could not be started. */
    private void end(Settled<T> end) {
        boolean first = outcome.complete(end);
        try {
            if (first) {
                settle(direct, end);
            }
        } finally {
            leaveAndTell(end, first);
        }
        if (!first && lost != null && end.failure() == null) {
            handBack(lost, end);
        }
    }

    private void leaveAndTell(Settled<T> end, boolean first) {
        try {
            leave();
        } finally {
            OffLoop.run(
                    () -> {
                        ended.complete(null);
                        if (first) {
                            view.settle(end);
                        }
                    });
        }
    }

    private void handBack(Consumer<? super T> action, Settled<T> end) {
        try {
            action.accept(valueOf(end));
        } catch (Throwable thrown) {
            LoggerFactory.getLogger(Blocking.class)
                    .warn("onDiscard of {} threw", Sources.describe(this), thrown);
        }
    }

    @SuppressWarnings("NullAway") // the value of a body that returned is a T
    private static <U extends @Nullable Object> void settle(
            VirtualFuture<U> stage, Settled<U> end) {
        if (end.failure() != null) {
            stage.completeExceptionally(end.failure());
        } else {
            stage.complete(end.value());
        }
    }

    // The canceller's side

    /**
     * {@inheritDoc}
     *
     * <p>With {@code true} it interrupts a body that still runs, also after an earlier cancel with
     * {@code false}.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean first = outcome.complete(Cancelled.CANCELLED);
        if (!first && !isCancelled()) {
            return false;
        }
        boolean never = false;
        try {
            never = stopBody(mayInterruptIfRunning);
        } finally { // a thread of somebody's own may throw when it is interrupted
            if (first) {
                direct.cancel(true);
            }
            try {
                if (never) {
                    leave();
                }
            } finally {
                if (first || never) {
                    boolean skipped = never;
                    OffLoop.run(() -> finishCancel(first, skipped));
                }
            }
        }
        return true;
    }

    private void finishCancel(boolean first, boolean never) {
        if (never) {
            ended.complete(null);
        }
        if (first) {
            view.settleCancelled();
        }
    }

    /**
     * Gives the view to those outside.
     *
     * @return false if the task has its own outcome
     */
    boolean releaseToView(boolean mayInterruptIfRunning) {
        boolean first = outcome.complete(Cancelled.RELEASED);
        if (first) {
            boolean never = false;
            try {
                never = stopBody(mayInterruptIfRunning);
            } catch (Throwable thrown) { // by a thread of somebody's own; the view is theirs now
                LoggerFactory.getLogger(Blocking.class)
                        .warn("interrupting {} threw", Sources.describe(this), thrown);
            }
            direct.cancel(true);
            if (never) {
                try {
                    leave();
                } finally {
                    OffLoop.run(() -> ended.complete(null));
                }
            }
        }
        return first || outcome.getNow(Cancelled.CANCELLED) == Cancelled.RELEASED;
    }

    /** Gives the view the outcome of this task, which is not RELEASED; no effect if it is done. */
    void completeView() {
        if (isCancelled()) {
            view.settleCancelled();
        } else {
            view.settle(settled(outcome.join()));
        }
    }

    /** Skips or interrupts the body; true if it never runs. */
    private boolean stopBody(boolean mayInterruptIfRunning) {
        if (bodyThread.skip()) {
            body = null;
            return true;
        }
        if (mayInterruptIfRunning) {
            bodyThread.interrupt();
        }
        return false;
    }

    // The waiter's side

    @Override
    public boolean isDone() {
        return outcome.isDone();
    }

    /** How it ended, or null if it has not. Not to be asked of one that was cancelled. */
    @Nullable Settled<T> settledNow() {
        return outcome.isDone() ? settled(outcome.join()) : null;
    }

    @Override
    public boolean isCancelled() {
        return outcome.isDone() && outcome.join() instanceof Cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        requireMayBlock("TaskFuture.get");
        return reportGet(outcome.get());
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireMayBlock("TaskFuture.get");
        Object end;
        try {
            end = outcome.get(unit.toNanos(timeout), NANOSECONDS);
        } catch (TimeoutException e) {
            Duration limit = Duration.ofNanos(unit.toNanos(timeout));
            throw new TimeoutException("No result within " + limit + " from " + this);
        }
        return reportGet(end);
    }

    @Override
    public T join() {
        requireMayBlock("TaskFuture.join");
        Settled<T> end = settled(outcome.join());
        if (end.failure() != null) {
            throw new CompletionException(end.failure());
        }
        return valueOf(end);
    }

    private void requireMayBlock(String operation) {
        if (!outcome.isDone()) {
            BlockOn.requireBlockingAllowed(operation);
        }
    }

    private T reportGet(Object reached) throws ExecutionException {
        Settled<T> end = settled(reached);
        if (end.failure() != null) {
            throw new ExecutionException(end.failure());
        }
        return valueOf(end);
    }

    @SuppressWarnings("unchecked") // what is no Cancelled was put there by end
    private Settled<T> settled(Object reached) {
        if (reached instanceof Cancelled) {
            throw new CancellationException(this + " was cancelled");
        }
        return (Settled<T>) reached;
    }

    @SuppressWarnings("NullAway") // the value of a body that returned is a T
    private static <U extends @Nullable Object> U valueOf(Settled<U> end) {
        return end.value();
    }

    // Stages

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return view;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is what learns the end
    public CompletionStage<T> directCompletion() {
        VirtualFuture<T> stage = new VirtualFuture<>(); // a copy would wrap a failure (bl01)
        direct.whenComplete((value, failure) -> settle(stage, new Settled<>(value, failure)));
        return stage;
    }

    /** The same for those who only hang callbacks on it. */
    CompletableFuture<T> direct() {
        return direct;
    }

    @Override
    @SuppressWarnings("NullAway") // does not see the annotation in the class file of TaskFuture
    public CompletableFuture<@Nullable Void> terminated() {
        return ended.copy();
    }

    @Override
    public String toString() {
        String title = "Blocking" + (name == null ? "[" : "[" + name + ", ");
        if (!outcome.isDone()) {
            return title + bodyThread + "]";
        }
        if (outcome.join() instanceof Settled<?> end) {
            Throwable failure = end.failure();
            return title + (failure == null ? "completed normally]" : "failed: " + failure + "]");
        }
        return title + "cancelled, " + bodyThread + "]";
    }
}
