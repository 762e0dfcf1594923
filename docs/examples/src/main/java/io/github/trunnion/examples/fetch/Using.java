package io.github.trunnion.examples.fetch;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/**
 * A future that opens a resource, runs another future with it, and closes it: the
 * try-with-resources of poll-based futures.
 *
 * <p>The resource is closed when the other future is done, and when this one is cancelled.
 */
final class Using<R extends Closeable, T extends @Nullable Object> implements PollFuture<T> {
    private final PollFuture<R> opening;
    private final Throwing.Function<R, PollFuture<T>> use;
    private @Nullable R resource; // once it is open
    private @Nullable PollFuture<T> body; // once the resource is open

    private Using(PollFuture<R> opening, Throwing.Function<R, PollFuture<T>> use) {
        this.opening = opening;
        this.use = use;
    }

    static <R extends Closeable, T extends @Nullable Object> PollFuture<T> using(
            PollFuture<R> opening, Throwing.Function<R, PollFuture<T>> use) {
        return PollFutures.fuse(new Using<>(opening, use));
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        if (resource == null) {
            Poll<R> opened = opening.poll(cx);
            if (!(opened instanceof Poll.Ready<R>(R value))) {
                return Poll.pending();
            }
            resource = value;
        }
        try {
            if (body == null) {
                body = use.apply(resource);
            }
            Poll<T> result = body.poll(cx);
            if (result.isReady()) {
                resource.close();
            }
            return result;
        } catch (Throwable failure) {
            closeAfter(failure);
            throw failure;
        }
    }

    @Override
    public void cancel() {
        if (resource == null) {
            opening.cancel();
            return;
        }
        if (body != null) {
            body.cancel();
        }
        closeAfter(new IOException("cancelled"));
    }

    private void closeAfter(Throwable failure) {
        try {
            requireNonNull(resource).close();
        } catch (IOException thrown) {
            failure.addSuppressed(thrown);
        }
    }
}
