package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/**
 * Functional interfaces whose functions may throw any exception.
 *
 * <p>What a function throws, checked or not, is the failure of the future that called it.
 */
@SuppressWarnings("JavaLangClash") // always written as Throwing.Runnable
public final class Throwing {
    private Throwing() {}

    /** An action. */
    @FunctionalInterface
    public interface Runnable {
        /**
         * Runs the action.
         *
         * @throws Exception the failure of the action
         */
        void run() throws Exception;
    }

    /**
     * A source of values.
     *
     * @param <T> the type of value
     */
    @FunctionalInterface
    public interface Supplier<T extends @Nullable Object> {
        /**
         * Makes or finds a value.
         *
         * @return the value
         * @throws Exception the failure of the supplier
         */
        T get() throws Exception;
    }

    /**
     * A function of one argument.
     *
     * @param <A> the type of the argument
     * @param <R> the type of the result
     */
    @FunctionalInterface
    public interface Function<A extends @Nullable Object, R extends @Nullable Object> {
        /**
         * Computes the result.
         *
         * @param argument the argument
         * @return the result
         * @throws Exception the failure of the function
         */
        R apply(A argument) throws Exception;
    }

    /**
     * A function of two arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    @FunctionalInterface
    public interface BiFunction<
            A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> {
        /**
         * Computes the result.
         *
         * @param first the first argument
         * @param second the second argument
         * @return the result
         * @throws Exception the failure of the function
         */
        R apply(A first, B second) throws Exception;
    }

    /**
     * An action on one argument.
     *
     * @param <A> the type of the argument
     */
    @FunctionalInterface
    public interface Consumer<A extends @Nullable Object> {
        /**
         * Takes the argument.
         *
         * @param argument the argument
         * @throws Exception the failure of the action
         */
        void accept(A argument) throws Exception;
    }

    /**
     * An action on two arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     */
    @FunctionalInterface
    public interface BiConsumer<A extends @Nullable Object, B extends @Nullable Object> {
        /**
         * Takes the arguments.
         *
         * @param first the first argument
         * @param second the second argument
         * @throws Exception the failure of the action
         */
        void accept(A first, B second) throws Exception;
    }
}
