package io.github.trunnion.compat.guava;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;

import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;

import org.junit.jupiter.api.AfterEach;

import java.io.IOException;
import java.util.concurrent.Executors;

/** Bodies that were submitted to a ListeningExecutorService. */
abstract class GuavaVerification extends LibraryVerification {
    final ListeningExecutorService pool =
            MoreExecutors.listeningDecorator(Executors.newCachedThreadPool());

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    /** What is awaited in place of the future. */
    abstract Object adapted(ListenableFuture<String> future);

    private final class Submitted implements Pending {
        private final HeldBody body = new HeldBody();
        private final ListenableFuture<String> future = pool.submit(body);
        private final Object source = adapted(future);

        @Override
        public Object source() {
            return source;
        }

        @Override
        public void succeed() {
            body.succeed();
        }

        @Override
        public void fail() {
            body.fail();
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }

        @Override
        public boolean stopped() {
            return body.wasInterrupted();
        }

        @Override
        public void close() {
            body.succeed();
        }
    }

    @Override
    protected Pending begin() {
        return new Submitted();
    }

    @Override
    protected void reached(Pending pending) throws InterruptedException {
        ((Submitted) pending).body.awaitBegun();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }
}
