package io.github.trunnion.compat.aws;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SimpleSubscriber;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Collects a body. */
final class TextBody implements SdkAsyncHttpResponseHandler {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void onHeaders(SdkHttpResponse head) {}

    @Override
    public void onStream(Publisher<ByteBuffer> body) {
        Subscriber<ByteBuffer> each = new SimpleSubscriber(this::add);
        body.subscribe(each);
    }

    private void add(ByteBuffer buffer) {
        byte[] chunk = new byte[buffer.remaining()];
        buffer.get(chunk);
        bytes.writeBytes(chunk);
    }

    @Override
    public void onError(Throwable failure) {
        // the future of execute tells it
    }

    /** The body, once the request has been executed; the cancel of it cancels the request. */
    CompletableFuture<String> text(CompletableFuture<Void> executed) {
        CompletableFuture<String> text =
                executed.thenApply(ended -> bytes.toString(StandardCharsets.UTF_8));
        text.whenComplete(
                (value, failure) -> {
                    if (text.isCancelled()) {
                        executed.cancel(true);
                    }
                });
        return text;
    }
}
