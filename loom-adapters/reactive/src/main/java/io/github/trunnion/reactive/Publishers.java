package io.github.trunnion.reactive;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import java.util.stream.Stream;

/**
 * Connects publishers of Reactive Streams, such as those of Reactor and RxJava, with poll-futures
 * and blocking code (sp03): what {@link Flows} does for the publishers of the JDK, by the same
 * rules.
 *
 * <pre>{@code
 * User user = Await.await(Publishers.single(repository.findById(7)), Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>A publisher of the JDK's, as Mutiny's are, is for {@code Flows}.
 */
public final class Publishers {
    private Publishers() {}

    /**
     * The first element, subscribed to by the first poll; the rest is cancelled.
     *
     * <p>Cancelling the future cancels the subscription, also one that comes only afterwards.
     *
     * @param publisher the source
     * @param <T> the type of the element
     * @return a future, which fails with {@link java.util.NoSuchElementException} if there is no
     *     element
     */
    public static <T> PollFuture<T> first(Publisher<? extends T> publisher) {
        return Flows.first(FlowAdapters.<T>toFlowPublisher(of(publisher)));
    }

    /**
     * The only element, which is known when the publisher completes; subscribed to by the first
     * poll.
     *
     * <p>Cancelling the future cancels the subscription, also one that comes only afterwards.
     *
     * @param publisher the source
     * @param <T> the type of the element
     * @return a future, which fails with {@link java.util.NoSuchElementException} if there is no
     *     element and with {@link IllegalStateException} if there is a second one
     */
    public static <T> PollFuture<T> single(Publisher<? extends T> publisher) {
        return Flows.single(FlowAdapters.<T>toFlowPublisher(of(publisher)));
    }

    /**
     * The elements, pulled; to be closed.
     *
     * @param publisher the source, subscribed to by the first pull
     * @param prefetch how many elements are requested ahead, at least 1
     * @param <T> the type of the elements
     * @return a sequential stream whose pulls park; close, an interrupt and a deadline cancel the
     *     subscription
     * @throws IllegalArgumentException if {@code prefetch} is less than 1
     */
    public static <T> Stream<T> stream(Publisher<? extends T> publisher, int prefetch) {
        return Publishers.<T>stream(publisher, prefetch, Await.with());
    }

    /**
     * The elements, pulled by the guard and the rethrow mode of some options.
     *
     * @param publisher the source, subscribed to by the first pull
     * @param prefetch how many elements are requested ahead, at least 1
     * @param options how failures arrive, and which threads may not pull; without a time-out
     * @param <T> the type of the elements
     * @return a sequential stream, as above
     * @throws IllegalArgumentException if {@code prefetch} is less than 1
     */
    public static <T> Stream<T> stream(
            Publisher<? extends T> publisher,
            int prefetch,
            AwaitOptions<RuntimeException> options) {
        return Flows.<T>stream(FlowAdapters.<T>toFlowPublisher(of(publisher)), prefetch, options);
    }

    /**
     * Blocking code as a publisher: for each subscriber the body runs on a virtual thread of its
     * own, and emitting parks until there is demand.
     *
     * @param body puts elements into the emitter; its return completes the subscriber, what it
     *     throws is the error
     * @param <T> the type of the elements
     * @return a publisher
     */
    public static <T> Publisher<T> publisher(Throwing.Consumer<? super Flows.Emitter<T>> body) {
        return FlowAdapters.toPublisher(Flows.<T>publisher(body));
    }

    /**
     * Blocking code as a publisher, whose bodies run as a launcher does.
     *
     * @param launcher starts the bodies
     * @param body as above
     * @param <T> the type of the elements
     * @return a publisher
     */
    public static <T> Publisher<T> publisher(
            Blocking.Launcher launcher, Throwing.Consumer<? super Flows.Emitter<T>> body) {
        return FlowAdapters.toPublisher(Flows.<T>publisher(launcher, body));
    }

    private static <P> P of(P publisher) {
        return requireNonNull(publisher, "publisher");
    }
}
