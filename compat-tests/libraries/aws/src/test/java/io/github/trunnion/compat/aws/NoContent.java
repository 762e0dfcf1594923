package io.github.trunnion.compat.aws;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The body of a request that has none. */
final class NoContent implements SdkHttpContentPublisher {
    @Override
    public Optional<Long> contentLength() {
        return Optional.of(0L);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(
                new Subscription() {
                    @Override
                    public void request(long n) {
                        subscriber.onComplete();
                    }

                    @Override
                    public void cancel() {}
                });
    }
}
