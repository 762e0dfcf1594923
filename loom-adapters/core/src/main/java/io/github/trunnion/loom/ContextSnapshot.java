package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.ContextSource.Captured;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The context that a thread had at a capture. Made by {@link ContextCarrier#capture}.
 *
 * <p>Immutable, for any number of threads, any number of times; it keeps what was captured in
 * memory.
 */
public final class ContextSnapshot {
    static final ContextSnapshot EMPTY = new ContextSnapshot(new String[0], new Captured[0], null);

    private final String[] names;
    private final Captured[] captured;
    private final @Nullable Object scoped; // bindings, or null

    ContextSnapshot(String[] names, Captured[] captured, @Nullable Object scoped) {
        this.names = names;
        this.captured = captured;
        this.scoped = scoped;
    }

    /**
     * Runs an operation on the current thread, in this context.
     *
     * @param op the operation
     * @param <T> the type of the value
     * @param <X> the type of its failure
     * @return its value
     * @throws X its failure, as it is
     * @throws IllegalStateException if a source cannot be installed; the operation did not run
     */
    public <T extends @Nullable Object, X extends Exception> T call(Op<T, X> op) throws X {
        requireNonNull(op, "op");
        return scoped == null ? installed(op) : bound(scoped, op);
    }

    private <T extends @Nullable Object, X extends Exception> T installed(Op<T, X> op) throws X {
        if (names.length == 0) {
            return op.call();
        }
        Installation installation = Installation.of(names, captured);
        try {
            return op.call();
        } finally {
            installation.restore();
        }
    }

    /** The outcome leaves the bindings in an object: what runs there is a Runnable. */
    private <T extends @Nullable Object, X extends Exception> T bound(
            Object bindings, Op<T, X> op) {
        Outcome<T> outcome = new Outcome<>();
        ScopedValues.run(
                bindings,
                () -> {
                    try {
                        outcome.value = installed(op);
                    } catch (Throwable thrown) {
                        outcome.failure = thrown;
                    }
                });
        return outcome.get();
    }

    /**
     * Runs an action on the current thread, in this context.
     *
     * @param action the action; what it throws comes out as it is
     * @throws IllegalStateException if a source cannot be installed; the action did not run
     */
    public void run(Runnable action) {
        requireNonNull(action, "action");
        call(
                () -> {
                    action.run();
                    return null;
                });
    }

    /**
     * An action in this context.
     *
     * @param action the action
     * @return {@link #run} of it
     */
    public Runnable wrapRunnable(Runnable action) {
        requireNonNull(action, "action");
        return () -> run(action);
    }

    /**
     * A body in this context.
     *
     * @param body the body
     * @param <T> the type of the value
     * @return {@link #call} of it
     */
    public <T extends @Nullable Object> Callable<T> wrapCallable(Callable<? extends T> body) {
        requireNonNull(body, "body");
        return () -> this.<T, Exception>call(body::call);
    }

    /**
     * A supplier in this context.
     *
     * @param supplier the supplier
     * @param <T> the type of the value
     * @return {@link #call} of it
     */
    public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<? extends T> supplier) {
        requireNonNull(supplier, "supplier");
        return () -> this.<T, RuntimeException>call(supplier::get);
    }

    /**
     * An executor all of whose actions run in this context, whoever submits them; {@link
     * ContextCarrier#wrapExecutor} captures at each submission.
     *
     * @param executor runs the actions
     * @return the executor
     */
    public Executor wrapExecutor(Executor executor) {
        requireNonNull(executor, "executor");
        return action -> executor.execute(wrapRunnable(action));
    }

    /**
     * A future each of whose polls is in this context, as are its {@code cancel} and {@code
     * onDiscard}.
     *
     * <p>If a source cannot be installed for a poll, that is the failure, and the future inside is
     * cancelled without the context. A cancel and a discard that lack it for that reason happen all
     * the same; that is logged.
     *
     * @param future the future; its owner is the one that comes back
     * @param <T> the type of the value
     * @return the future in this context
     */
    public <T extends @Nullable Object> PollFuture<T> wrapFuture(PollFuture<? extends T> future) {
        return new ContextFuture<>(this, requireNonNull(future, "future"));
    }

    @Override
    public String toString() {
        return "ContextSnapshot["
                + String.join(", ", names)
                + (scoped == null ? "]" : "] and scoped values");
    }

    /**
     * An operation that returns a value or throws.
     *
     * @param <T> the type of the value
     * @param <X> the type of what it throws, {@link RuntimeException} if nothing checked
     */
    @FunctionalInterface
    public interface Op<T extends @Nullable Object, X extends Exception> {
        /**
         * Runs the operation.
         *
         * @return the value
         * @throws X its failure
         */
        T call() throws X;
    }

    /** Confined to the thread of the call. */
    private static final class Outcome<T extends @Nullable Object> {
        private @Nullable T value;
        private @Nullable Throwable failure;

        @SuppressWarnings("NullAway") // value is a T when there is no failure
        T get() {
            if (failure != null) {
                throw Sneaky.<RuntimeException>unchecked(failure);
            }
            return value;
        }
    }
}
