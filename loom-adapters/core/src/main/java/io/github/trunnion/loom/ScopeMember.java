package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.TaskFuture;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * A member of a {@link StageScope}: a stage that was attached, or a body that was forked.
 *
 * <p>Its result is there after the join of the scope. For any thread.
 *
 * @param <T> the type of the value
 */
public final class ScopeMember<T extends @Nullable Object> {
    private final StageScope scope;
    private final ScopeMembers members;
    private final CompletionStage<? extends T> stage;

    /** Completed by the callback of the stage. */
    private final CompletableFuture<Settled<T>> end = new CompletableFuture<>();

    private @Nullable SourceLink link; // of the owner

    ScopeMember(StageScope scope, ScopeMembers members, CompletionStage<? extends T> stage) {
        this.scope = scope;
        this.members = members;
        this.stage = stage;
    }

    /** Registers the one callback; it may fire before this returns. */
    void watch() {
        link =
                SourceLink.<T>open(
                        stage,
                        (value, failure) -> {
                            Settled<T> settled = Settled.of(value, failure);
                            if (end.complete(settled)) {
                                members.ended(settled.failure(), stage instanceof TaskFuture<?>);
                            }
                        });
    }

    /** Nothing will come of it: it could not be watched, for that reason. */
    void abandon(Throwable thrown) {
        if (end.complete(Settled.of(null, thrown))) {
            members.ended(thrown, false);
        }
    }

    /**
     * The value.
     *
     * @return the value, which may be null
     * @throws IllegalStateException if the scope has not been joined
     * @throws CancellationException if this member was cancelled
     * @throws AwaitException if it failed with a checked exception; unchecked ones are thrown by
     *     the rules of {@link Await}
     */
    public T get() {
        return joined("get").await(stage, Waits.DEFAULT);
    }

    /**
     * The value of a member that fails with a checked exception.
     *
     * @param declared the exceptions to be thrown as such
     * @param <X> the type of these exceptions
     * @return the value, which may be null
     * @throws X if it failed with one
     * @throws IllegalStateException if the scope has not been joined
     * @throws CancellationException if this member was cancelled
     */
    public <X extends Exception> T get(Class<X> declared) throws X {
        requireNonNull(declared, "declared");
        return joined("get").await(stage, Waits.DEFAULT.declaring(declared));
    }

    /**
     * How it ended.
     *
     * @return its end
     * @throws IllegalStateException if the scope has not been joined
     */
    public Outcome<T> outcome() {
        return joined("outcome").outcome();
    }

    private Settled<T> joined(String operation) {
        scope.requireJoined(this, operation);
        Settled<T> reached = end.getNow(null);
        return reached == null ? withoutResult() : reached;
    }

    private Settled<T> withoutResult() {
        return Settled.of(
                null,
                new CancellationException(
                        Sources.describe(stage) + " had no result when its scope ended"));
    }

    /** Asks it to end, with an interrupt if it is a body. */
    void cancel() {
        Sources.cancelOrLog(stage, StageScope.class);
    }

    boolean isDone() {
        return end.isDone();
    }

    /** Done when nothing of it runs any more. */
    Future<?> terminated() {
        TaskFuture<?> task = Sources.task(stage);
        return task == null ? end : task.terminated();
    }

    /** Takes the callback out of a stage that lives on: its end is that it was given up. */
    void forget() {
        if (!end.isDone()) {
            end.complete(withoutResult());
        }
        if (link != null) {
            link.close();
        }
    }

    @Override
    public String toString() {
        return "ScopeMember[" + Sources.describe(stage) + "]";
    }
}
