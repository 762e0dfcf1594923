package io.github.trunnion.loom;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.concurrent.Flow;

/** The first or the only element of a publisher, as a poll-future (fl03). */
final class FlowFuture<T> implements PollFuture<T>, Flow.Subscriber<T> {
    /*
     * Overview
     *
     * The promise is what the publisher's thread and the owner share: it keeps the first outcome
     * and the latest waker. The subscriber side is called by one thread at a time (rule 1.3); its
     * field is not shared with the owner.
     */
    private final Flow.Publisher<? extends T> publisher;
    private final boolean single;
    private final Promise<T> promise = new Promise<>();
    private final Upstream upstream = new Upstream();

    private @Nullable T only; // of the publisher's thread
    private boolean subscribed; // of the owner

    FlowFuture(Flow.Publisher<? extends T> publisher, boolean single) {
        this.publisher = publisher;
        this.single = single;
    }

    // The owner's side

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (!subscribed && !promise.isDone()) {
            subscribed = true;
            try {
                publisher.subscribe(this);
            } catch (Throwable thrown) {
                fail(thrown);
            }
        }
        return promise.poll(cx);
    }

    @Override
    public void cancel() {
        promise.cancel();
        upstream.cancel();
    }

    // The publisher's side

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (subscription == null) {
            throw broken("subscription");
        }
        if (upstream.accept(subscription)) {
            try {
                upstream.request(single ? 2 : 1);
            } catch (Throwable thrown) {
                fail(thrown);
            }
        }
    }

    @Override
    public void onNext(T element) {
        if (element == null) {
            throw broken("element");
        }
        if (!single) {
            if (promise.complete(element)) {
                upstream.cancel();
            }
        } else if (only == null) {
            only = element;
        } else {
            fail(
                    new IllegalStateException(
                            Sources.describe(publisher)
                                    + " has more than one element; Flows.first takes the first"
                                    + " of several."));
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (failure == null) {
            throw broken("failure");
        }
        upstream.forget();
        promise.fail(Failures.unwrap(failure));
    }

    @Override
    public void onComplete() {
        upstream.forget();
        T element = only;
        if (element != null) {
            promise.complete(element);
        } else {
            promise.fail(
                    new NoSuchElementException(
                            Sources.describe(publisher)
                                    + " has no element; PollFutures.recover has one in place of"
                                    + " it."));
        }
    }

    /** A null, which rule 2.13 forbids; nothing else may come of this publisher. */
    private NullPointerException broken(String parameter) {
        NullPointerException violation = new NullPointerException(parameter);
        fail(violation);
        return violation;
    }

    private void fail(Throwable failure) {
        promise.fail(failure);
        upstream.cancel();
    }

    @Override
    public String toString() {
        return "Flows."
                + (single ? "single[" : "first[")
                + Sources.describe(publisher)
                + ", "
                + promise
                + "]";
    }
}
