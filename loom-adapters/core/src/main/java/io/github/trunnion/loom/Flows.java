package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;

import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reactive streams for code that blocks, and blocking code as a reactive stream.
 *
 * <pre>{@code
 * try (Stream<Row> rows = Flows.stream(client.query(sql), 256)) {
 *     rows.takeWhile(row -> row.id() < limit).forEach(this::print);
 * }
 *
 * Flow.Publisher<String> lines = Flows.publisher(out -> {
 *     try (BufferedReader in = Files.newBufferedReader(file)) {
 *         for (String line = in.readLine(); line != null; line = in.readLine()) {
 *             out.emit(line);
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>Both sides obey the rules of Reactive Streams, whose numbers are given here, and cope with
 * partners that do not: an element that was not requested, a null, or a second subscription ends in
 * a failure that says so, and not in a full memory or an endless wait. As there, elements are never
 * null.
 */
public final class Flows {
    private Flows() {}

    /**
     * The elements of a publisher, to be pulled by a thread that may block (fl01).
     *
     * <p>The stream subscribes at its first pull. {@code prefetch} elements are requested then, and
     * three quarters of that whenever as many have been pulled, so no more than {@code prefetch}
     * wait here. Closing the stream, from any thread, cancels the subscription, also one that has
     * not come yet; a pull that waits ends with {@link java.util.concurrent.CancellationException}.
     * A terminal operation that stops early does not close it: use {@code try}.
     *
     * <p>A pull waits by the rules of {@link Await}. A failure of the publisher is thrown after the
     * elements before it: unchecked as a copy with the frames of the caller, checked as the cause
     * of an {@link AwaitException}. An interrupt while nothing is there cancels the subscription,
     * stays in the flag and ends the pull with an {@code AwaitException} whose cause is the {@link
     * InterruptedException}; a {@link Deadline} that passes cancels it too. On an event loop a pull
     * that would park throws {@link io.github.trunnion.bridge.BlockingNotAllowedException} and
     * leaves the subscription alone.
     *
     * <p>A parallel stream pulls with one thread all the same.
     *
     * @param publisher the source
     * @param prefetch how many elements are requested ahead, one at least
     * @param <T> the type of the elements
     * @return a stream to be used once, and closed
     * @throws IllegalArgumentException if {@code prefetch} is not positive
     */
    public static <T> Stream<T> stream(Flow.Publisher<? extends T> publisher, int prefetch) {
        return Flows.<T>stream(publisher, prefetch, Await.with());
    }

    /**
     * The elements of a publisher, pulled by the guard and the rethrow mode of some options.
     *
     * <p>Other settings have no effect: a pull runs no poll-future, and one that gives up always
     * cancels the subscription. What limits the time of a stream is a {@link Deadline}.
     *
     * @param publisher the source
     * @param prefetch how many elements are requested ahead, one at least
     * @param options how a pull waits
     * @param <T> the type of the elements
     * @return a stream to be used once, and closed
     * @throws IllegalArgumentException if {@code prefetch} is not positive
     */
    public static <T> Stream<T> stream(
            Flow.Publisher<? extends T> publisher,
            int prefetch,
            AwaitOptions<RuntimeException> options) {
        requireNonNull(publisher, "publisher");
        requireNonNull(options, "options");
        if (prefetch <= 0) {
            throw new IllegalArgumentException(
                    "prefetch is "
                            + prefetch
                            + ", but a stream has to request one element at least");
        }
        FlowPull<T> pull = new FlowPull<>(publisher, prefetch, options.waits());
        return StreamSupport.stream(new FlowSpliterator<>(pull), false).onClose(pull::close);
    }

    /**
     * A publisher that runs blocking code for each subscriber, on a virtual thread of its own
     * (fl02).
     *
     * <p>The body runs when the subscriber has its subscription, by the rules of {@link Blocking}.
     * Its return completes the subscriber, and what it throws is the subscriber's failure as it is.
     * A cancel interrupts it; what it throws afterwards is dropped. So does a request that is not
     * positive, which fails the subscriber with {@link IllegalArgumentException} (rule 3.9). If no
     * thread can be had the subscriber fails with {@link
     * java.util.concurrent.RejectedExecutionException}.
     *
     * <p>Signals of one subscriber never overlap. They come on the body's thread, so a subscriber
     * may block in them; only the failure of a refused request may come where that was made.
     *
     * @param body emits the elements; called once for each subscriber, perhaps at the same time
     * @param <T> the type of the elements
     * @return the publisher, for any number of subscribers
     */
    public static <T> Flow.Publisher<T> publisher(Throwing.Consumer<? super Emitter<T>> body) {
        return Flows.<T>publisher(Blocking.with(), body);
    }

    /**
     * A publisher whose bodies run as a launcher does: under its name, in its context and limits,
     * on its threads. The context is that of {@code subscribe}. A subscriber that waits for its
     * turn in a limit has its subscription already.
     *
     * @param launcher starts the bodies
     * @param body emits the elements; called once for each subscriber, perhaps at the same time
     * @param <T> the type of the elements
     * @return the publisher, for any number of subscribers
     */
    public static <T> Flow.Publisher<T> publisher(
            Blocking.Launcher launcher, Throwing.Consumer<? super Emitter<T>> body) {
        requireNonNull(launcher, "launcher");
        requireNonNull(body, "body");
        return subscriber ->
                new EmitterSubscription<T>(requireNonNull(subscriber, "subscriber"), body)
                        .start(launcher);
    }

    /**
     * The first element of a publisher (fl03).
     *
     * <p>The future subscribes at its first poll, on the thread of that poll, and requests one
     * element. When that has come it cancels the subscription; so does its own cancel. The failure
     * of an empty publisher is a {@link java.util.NoSuchElementException}.
     *
     * @param publisher the source, whose {@code subscribe} must not block
     * @param <T> the type of the element
     * @return a future
     */
    public static <T> PollFuture<T> first(Flow.Publisher<? extends T> publisher) {
        return new FlowFuture<>(requireNonNull(publisher, "publisher"), false);
    }

    /**
     * The only element of a publisher, which is known when that completes (fl03).
     *
     * <p>As {@link #first}, but it requests two elements, and a second one fails it with {@link
     * IllegalStateException}.
     *
     * @param publisher the source, whose {@code subscribe} must not block
     * @param <T> the type of the element
     * @return a future
     */
    public static <T> PollFuture<T> single(Flow.Publisher<? extends T> publisher) {
        return new FlowFuture<>(requireNonNull(publisher, "publisher"), true);
    }

    /**
     * Where the body of a {@link #publisher} puts its elements; for the thread of the body only.
     *
     * @param <T> the type of the elements
     */
    public interface Emitter<T> {
        /**
         * Gives the subscriber an element; waits until it has requested one.
         *
         * @param element the element
         * @throws InterruptedException if the subscription has ended, or the thread is interrupted
         *     while it waits; let it through
         * @throws IllegalStateException on another thread than that of the body
         */
        void emit(T element) throws InterruptedException;

        /**
         * Whether the subscription has ended; for a body that works long between two elements. May
         * be asked on any thread.
         *
         * @return true once nothing can be emitted any more
         */
        boolean isCancelled();
    }
}
