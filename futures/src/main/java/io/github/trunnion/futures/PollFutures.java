package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Futures made of values, functions, callbacks, time and other futures.
 *
 * <p>What all futures from here have in common:
 *
 * <ul>
 *   <li>They are lazy (F6): functions run and timers start in a poll, the first one or a later one.
 *   <li>A function may throw anything, checked or not; that is the failure of the future. A
 *       function that returns null where a future is due fails it with a {@link
 *       NullPointerException}.
 *   <li>A poll after the end, or after a cancel, throws {@link IllegalStateException} (F3).
 *   <li>A future that is given to one of these methods belongs to the future that is returned,
 *       which polls it, and cancels it when it is cancelled itself or does not need it any more.
 *   <li>A child's {@code cancel} or {@code onDiscard} that throws against its contract is reported
 *       to the uncaught exception handler of the current thread and disturbs nothing else.
 *   <li>One poll does a bounded amount of work: a future that could go on wakes itself (F1).
 *   <li>{@code toString} names the future and what it waits for, in bounded length.
 * </ul>
 *
 * <p>A value that is lost against a cancel goes to {@link PollFuture#onDiscard} of the future that
 * produced it, through futures that pass on the same object: {@link #then}, {@link #recover},
 * {@link #whenDone}, {@link #lazy}, {@link #fuse}, {@link #onDiscard}, {@link #withTimeout}, {@link
 * #race}, {@link TaskSet#take} and, for each element, {@link #all}. It does not pass through {@link
 * #map}, {@link #join} and {@link #loop}, which make a value of their own.
 *
 * <p>Chains of {@code map}, {@code then}, {@code recover}, {@code whenDone}, {@code lazy} and
 * {@code loop} may be of any length, and functions may return futures that recur to any depth: no
 * stack overflows.
 */
public final class PollFutures {
    private PollFutures() {}

    // Leaves

    /**
     * A future that is ready at its first poll.
     *
     * @param value the value, which may be null
     * @param <T> the type of the value
     * @return the future
     */
    public static <T extends @Nullable Object> PollFuture<T> ready(T value) {
        return new Ready<>(value);
    }

    /**
     * A future that fails at its first poll.
     *
     * @param failure what the poll throws, as it is
     * @param <T> the type of the value
     * @return the future
     */
    public static <T extends @Nullable Object> PollFuture<T> failed(Throwable failure) {
        return new Failed<>(failure);
    }

    /**
     * A future that is never ready.
     *
     * @param <T> the type of the value
     * @return the future
     */
    public static <T extends @Nullable Object> PollFuture<T> pending() {
        return new Never<>();
    }

    /**
     * A future that is made at the first poll.
     *
     * @param supplier makes the future that is then polled
     * @param <T> the type of the value
     * @return the future
     */
    public static <T extends @Nullable Object> PollFuture<T> lazy(
            Throwing.Supplier<? extends PollFuture<? extends T>> supplier) {
        return new LazyLink<>(requireNonNull(supplier, "supplier"));
    }

    /**
     * A future that a callback API completes.
     *
     * <p>The first poll calls {@code start} with two functions, of which the first call, from any
     * thread and also from inside {@code start}, decides the outcome. What {@code start} throws is
     * the failure, unless the outcome was decided before: then it is reported to the uncaught
     * exception handler.
     *
     * <p>{@code start} returns what to do on cancel, or null. This action runs at most once, and
     * only if the future is cancelled after it was started and before its outcome was decided.
     *
     * <p>Values that come too late, or lose against a cancel, are dropped. To release them, apply
     * {@link #onDiscard} directly to the future returned from here.
     *
     * <pre>{@code
     * PollFuture<Reply> reply = PollFutures.fromCallback((resolve, reject) -> {
     *     Call call = client.call(request);
     *     call.enqueue(resolve, reject);
     *     return call::cancel;
     * });
     * }</pre>
     *
     * @param start starts the operation
     * @param <T> the type of the value
     * @return the future
     */
    public static <T extends @Nullable Object> PollFuture<T> fromCallback(
            Throwing.BiFunction<Consumer<T>, Consumer<Throwable>, Throwing.@Nullable Runnable>
                    start) {
        return new Callback<>(requireNonNull(start, "start"));
    }

    /**
     * A future that wakes itself in its first poll and is ready in the next one.
     *
     * @return the future
     */
    public static PollFuture<@Nullable Void> yieldNow() {
        return new YieldNow();
    }

    // Time

    /**
     * A future that is ready when some time has passed since its first poll.
     *
     * @param duration the time; zero or less is ready at the first poll, without a timer
     * @return the future
     */
    public static PollFuture<@Nullable Void> sleep(Duration duration) {
        return new Sleep(requireNonNull(duration, "duration"));
    }

    /**
     * Ticks at a fixed rate.
     *
     * @param period the time between two ticks
     * @return the interval, which starts with the first poll of its first tick
     * @throws IllegalArgumentException if the period is not positive
     */
    public static Interval interval(Duration period) {
        return new Interval(requireNonNull(period, "period"));
    }

    /**
     * A future that gives another one a limited time, counted from the first poll.
     *
     * <p>Each poll polls the future first and looks at the clock then. When the time is over, the
     * future is cancelled and the failure is a {@link java.util.concurrent.TimeoutException} that
     * names the future and the time.
     *
     * @param future the future
     * @param duration the time; with zero or less the future is polled once
     * @param <T> the type of the value
     * @return the limited future
     */
    public static <T extends @Nullable Object> PollFuture<T> withTimeout(
            PollFuture<? extends T> future, Duration duration) {
        return new Timeout<>(future, requireNonNull(duration, "duration"));
    }

    // One future after another

    /**
     * A future of what a function makes of the value of another.
     *
     * @param future the other future; its failure is passed on
     * @param function makes the value
     * @param <A> the type of the other future's value
     * @param <R> the type of the value
     * @return the mapped future
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> PollFuture<R> map(
            PollFuture<? extends A> future, Throwing.Function<? super A, ? extends R> function) {
        return new MapLink<A, R>(future, function);
    }

    /**
     * A future that continues, after the value of another, with the future that a function makes.
     *
     * @param future the other future; its failure is passed on
     * @param function makes the future to continue with
     * @param <A> the type of the other future's value
     * @param <R> the type of the value
     * @return the chained future
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> PollFuture<R> then(
            PollFuture<? extends A> future,
            Throwing.Function<? super A, ? extends PollFuture<? extends R>> function) {
        return new ThenLink<A, R>(future, function);
    }

    /**
     * A future that continues, after the failure of another, with the future that a function makes.
     *
     * @param future the other future; its value is passed on
     * @param function is given the failure, whatever it is; it may throw it again
     * @param <T> the type of the value
     * @return the chained future
     */
    public static <T extends @Nullable Object> PollFuture<T> recover(
            PollFuture<? extends T> future,
            Throwing.Function<? super Throwable, ? extends PollFuture<? extends T>> function) {
        return new RecoverLink<T>(future, function);
    }

    /**
     * A future that shows the outcome of another to an action and passes it on.
     *
     * <p>The action runs after a value or a failure, not after a cancel. If it throws after a
     * value, that is the failure, and the value is discarded; if it throws after a failure, what it
     * throws is suppressed onto that failure.
     *
     * @param future the other future
     * @param action is given the value and null, or null and the failure
     * @param <T> the type of the value
     * @return the observed future
     */
    public static <T extends @Nullable Object> PollFuture<T> whenDone(
            PollFuture<? extends T> future,
            Throwing.BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return new WhenDoneLink<T>(future, requireNonNull(action, "action"));
    }

    /**
     * A future that runs futures one after another until one of them says that it was the last.
     *
     * <pre>{@code
     * PollFuture<Long> copied = PollFutures.loop(() ->
     *         PollFutures.then(in.read(buffer), n -> n < 0
     *                 ? PollFutures.ready(Poll.ready(total))
     *                 : PollFutures.map(out.write(buffer), w -> Poll.pending())));
     * }</pre>
     *
     * @param body makes the future of one repetition; its value {@code Poll.pending()} asks for one
     *     more, {@code Poll.ready(v)} ends the loop with {@code v}, and its failure ends the loop
     * @param <T> the type of the value
     * @return the looping future
     */
    public static <T extends @Nullable Object> PollFuture<T> loop(
            Throwing.Supplier<? extends PollFuture<? extends Poll<? extends T>>> body) {
        return new LoopLink<>(requireNonNull(body, "body"));
    }

    // What may happen to one future

    /**
     * A future that, done or cancelled, refuses further polls with {@link IllegalStateException},
     * whatever the other one would do.
     *
     * @param future the other future
     * @param <T> the type of the value
     * @return the fused future
     */
    public static <T extends @Nullable Object> PollFuture<T> fuse(PollFuture<? extends T> future) {
        return new Fuse<>(future);
    }

    /**
     * A future with an action for a value that was ready but lost against a cancel (F7).
     *
     * <p>The action runs after the other future's own {@code onDiscard}. Applied directly to a
     * future of {@link #fromCallback}, the action gets the values that come too late, too. A {@link
     * Promise} is given its action when it is made.
     *
     * @param future the other future
     * @param action releases the value
     * @param <T> the type of the value
     * @return the future with the action
     */
    @SuppressWarnings("unchecked") // a future only produces values
    public static <T extends @Nullable Object> PollFuture<T> onDiscard(
            PollFuture<? extends T> future, Throwing.Consumer<? super T> action) {
        requireNonNull(action, "action");
        if (future instanceof Callback<?> callback && callback.isFresh()) {
            return ((Callback<T>) callback).discardingTo(action);
        }
        return new Discarding<>(future, action);
    }

    /**
     * A future that opens a resource, uses it in another future, and closes it: the
     * try-with-resources of futures.
     *
     * <p>The resource is closed once, when the other future is done, and when this one is cancelled
     * after the resource was opened; a cancel before that cancels the opening. If closing throws
     * after a value, that is the failure and the value is discarded; after a failure it is
     * suppressed onto that; after a cancel it is reported to the uncaught exception handler.
     *
     * <pre>{@code
     * PollFuture<Reply> reply =
     *         PollFutures.using(PollSocket.connect(address), this::ask, PollSocket::close);
     * }</pre>
     *
     * @param opening makes the resource
     * @param use makes the future that uses it
     * @param close closes it, in a poll or a cancel: it must not block
     * @param <R> the type of the resource
     * @param <T> the type of the value
     * @return the future
     */
    public static <R extends @Nullable Object, T extends @Nullable Object> PollFuture<T> using(
            PollFuture<? extends R> opening,
            Throwing.Function<? super R, ? extends PollFuture<? extends T>> use,
            Throwing.Consumer<? super R> close) {
        return new Using<R, T>(opening, use, close);
    }

    // Many futures

    /**
     * A future of the values of all the given futures, which run side by side.
     *
     * <p>It fails with the first failure; the others are cancelled then, and values that were ready
     * are discarded.
     *
     * @param futures the futures
     * @param <T> the type of the values
     * @return a future of the values in the order of the futures, in a list that cannot be
     *     modified; at once an empty one if there are none
     */
    public static <T extends @Nullable Object> PollFuture<List<T>> all(
            Iterable<? extends PollFuture<? extends T>> futures) {
        return new All<>(requireNonNull(futures, "futures"));
    }

    /**
     * A future of the first value of any of the given futures, which run side by side.
     *
     * <p>The others are cancelled then. If all of them fail, it fails with the first failure; the
     * next ones are suppressed onto that, up to a limit, unless they are connected with it already.
     *
     * @param futures the futures
     * @param <T> the type of the value
     * @return the future
     * @throws IllegalArgumentException if there are none
     */
    public static <T extends @Nullable Object> PollFuture<T> race(
            Iterable<? extends PollFuture<? extends T>> futures) {
        return new Race<>(requireNonNull(futures, "futures"));
    }

    /**
     * A future of what a function makes of the values of two futures, which run side by side.
     *
     * <p>It fails with the first failure; the other one is cancelled then, or its value discarded.
     *
     * @param a one future
     * @param b the other future
     * @param combiner makes the value
     * @param <A> the type of the value of {@code a}
     * @param <B> the type of the value of {@code b}
     * @param <R> the type of the value
     * @return the combined future
     */
    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    R extends @Nullable Object>
            PollFuture<R> join(
                    PollFuture<? extends A> a,
                    PollFuture<? extends B> b,
                    Throwing.BiFunction<? super A, ? super B, ? extends R> combiner) {
        return new Join<A, B, R>(a, b, combiner);
    }

    /**
     * A future that runs one future for each element, a limited number of them side by side.
     *
     * <p>Elements are taken from the iterator as places become free. It fails with the first
     * failure, also that of the iterator; the others are cancelled then and no further element is
     * taken.
     *
     * @param elements the elements
     * @param limit how many futures are live at a time at most
     * @param function makes the future of an element, whose value is dropped
     * @param <A> the type of the elements
     * @return a future that is ready when the futures of all elements are
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static <A extends @Nullable Object> PollFuture<@Nullable Void> forEach(
            Iterable<? extends A> elements,
            int limit,
            Throwing.Function<? super A, ? extends PollFuture<?>> function) {
        return new ForEach<>(elements, limit, function);
    }
}
