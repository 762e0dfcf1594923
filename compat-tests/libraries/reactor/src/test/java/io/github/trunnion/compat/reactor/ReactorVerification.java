package io.github.trunnion.compat.reactor;

import io.github.trunnion.compat.HeldBodyOperation;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A Mono of blocking code, on the scheduler that Reactor has for it. */
abstract class ReactorVerification extends LibraryVerification {
    static final String BY =
            "`Mono` and `Flux` by `Publishers` of `trunnion-reactive`, or `CompletableFuture` of"
                    + " `toFuture`";

    @BeforeAll
    static void dropQuietly() {
        Hooks.onErrorDropped(interruptOfABody -> {});
    }

    @AfterAll
    static void dropAsUsual() {
        Hooks.resetOnErrorDropped();
    }

    /** What is awaited in place of the Mono. */
    abstract Object adapted(Mono<String> mono);

    private final class Held extends HeldBodyOperation {
        private final Object source =
                adapted(Mono.fromCallable(body).subscribeOn(Schedulers.boundedElastic()));

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
        return Schedulers.parallel()::schedule;
    }
}
