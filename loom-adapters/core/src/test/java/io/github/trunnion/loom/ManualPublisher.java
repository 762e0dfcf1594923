package io.github.trunnion.loom;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A publisher that does what a test tells it, also what no publisher may do. */
final class ManualPublisher<T> implements Flow.Publisher<T>, Flow.Subscription {
    final AtomicLong requested = new AtomicLong();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    final AtomicInteger subscribers = new AtomicInteger();
    private final boolean prompt;
    volatile Flow.Subscriber<? super T> subscriber;

    /** What a request throws, or null. */
    volatile RuntimeException refusal;

    private ManualPublisher(boolean prompt) {
        this.prompt = prompt;
    }

    static <T> ManualPublisher<T> prompt() {
        return new ManualPublisher<>(true);
    }

    /** Does not call onSubscribe by itself. */
    static <T> ManualPublisher<T> late() {
        return new ManualPublisher<>(false);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> given) {
        subscribers.incrementAndGet();
        subscriber = given;
        if (prompt) {
            given.onSubscribe(this);
        }
    }

    @Override
    public void request(long count) {
        requests.incrementAndGet();
        requested.addAndGet(count);
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public void cancel() {
        cancels.incrementAndGet();
    }

    @SafeVarargs
    final void emit(T... elements) {
        for (T element : elements) {
            subscriber.onNext(element);
        }
    }

    @Override
    public String toString() {
        return "manual publisher";
    }
}
