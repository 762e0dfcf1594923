package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The view and the end of a task, for a {@link TaskResult} that is asked for one of them. */
final class TaskExtras<T extends @Nullable Object> {
    private static final Object TERMINATED = new Object();

    /** Null once terminated; read by cancellers without ordering, a done task ignores a wake. */
    private @Nullable PollTask<?> task;

    /** Null, the stage behind {@link #terminated}, or TERMINATED; by CAS and getAndSet. */
    private volatile @Nullable Object termination;

    /** Set once, by CAS. */
    private volatile @Nullable TaskView<T> view;

    /** Of a running task, or of one that has ended if there is none. */
    TaskExtras(@Nullable PollTask<?> running) {
        task = running;
        if (running == null) {
            termination = TERMINATED;
        }
    }

    @Nullable PollTask<?> task() {
        return task;
    }

    /** The task has ended and holds nothing any more. */
    void end() {
        task = null;
        Object before = TERMINATION.getAndSet(this, TERMINATED); // volatile: after the release
        if (before instanceof Termination stage) {
            StageView.offLoop(stage.completion);
        }
    }

    @Nullable TaskView<T> view() {
        return view; // volatile read
    }

    /** Whether it is the first. */
    boolean offerView(TaskView<T> made) {
        return VIEW.compareAndSet(this, null, made); // volatile: publishes the view
    }

    CompletableFuture<Void> terminated() {
        if (termination == null) {
            TERMINATION.compareAndSet(this, null, new Termination()); // volatile
        }
        StageView<Void> copy = new StageView<>();
        if (termination instanceof StageView<?> stage) {
            CompletionStage<?> unused = stage.whenComplete((v, never) -> completeVoid(copy));
        } else {
            completeVoid(copy);
        }
        return copy;
    }

    /** The stage behind {@link #terminated}. */
    private static final class Termination extends StageView<Void> {
        final Dispatcher.Action completion = new Dispatcher.Action(() -> completeVoid(this));
    }

    @SuppressWarnings("NullAway") // the only value of Void
    private static void completeVoid(CompletableFuture<?> stage) {
        stage.complete(null);
    }

    private static final VarHandle TERMINATION;
    private static final VarHandle VIEW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TERMINATION = lookup.findVarHandle(TaskExtras.class, "termination", Object.class);
            VIEW = lookup.findVarHandle(TaskExtras.class, "view", TaskView.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
