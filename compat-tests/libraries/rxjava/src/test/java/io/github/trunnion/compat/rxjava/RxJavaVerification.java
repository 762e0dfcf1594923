package io.github.trunnion.compat.rxjava;

import io.github.trunnion.compat.HeldBodyOperation;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A Single of blocking code, on the scheduler that RxJava has for it. */
abstract class RxJavaVerification extends LibraryVerification {
    static final String BY =
            "`Single` and `Flowable` by `Publishers` of `trunnion-reactive`, or `CompletionStage`"
                    + " of `toCompletionStage`";

    @BeforeAll
    static void dropQuietly() {
        RxJavaPlugins.setErrorHandler(interruptOfABody -> {});
    }

    @AfterAll
    static void dropAsUsual() {
        RxJavaPlugins.setErrorHandler(null);
    }

    /** What is awaited in place of the Single. */
    abstract Object adapted(Single<String> single);

    private final class Held extends HeldBodyOperation {
        private final Object source =
                adapted(Single.fromCallable(body).subscribeOn(Schedulers.io()));

        @Override
        public Object source() {
            return source;
        }

        @Override
        public void cancel() {
            if (!(source instanceof CompletableFuture<?> future)) {
                throw new UnsupportedOperationException("who subscribes cancels");
            }
            future.cancel(true);
        }

        @Override
        public boolean stopped() {
            return super.stopped() || beginsWhenAwaited() && !body.hasBegun();
        }
    }

    @Override
    protected Pending begin() {
        return new Held();
    }

    @Override
    protected void reached(Pending pending) throws InterruptedException {
        ((Held) pending).awaitBegun();
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected Executor loop() {
        return Schedulers.computation()::scheduleDirect;
    }
}
