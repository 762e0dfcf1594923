package io.github.trunnion.compat.mutiny;

import static org.awaitility.Awaitility.await;

import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.loom.NonBlockingThreads;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Uni of an emitter that somebody else completes. */
abstract class MutinyVerification extends LibraryVerification {
    static final String BY =
            "`Uni` by `Flows.single(uni.convert().toPublisher())`, `Multi` by `Flows`, or"
                    + " `CompletableFuture` of `subscribeAsCompletionStage`";

    private static final String LOOP = "loop of a framework";
    private static ExecutorService loop;

    /** What a framework under Mutiny does, such as Quarkus: it tells which threads are loops. */
    @BeforeAll
    static void tellMutinyItsLoops() {
        loop = Executors.newSingleThreadExecutor(task -> new Thread(task, LOOP));
        Infrastructure.setCanCallerThreadBeBlockedSupplier(
                () -> !Thread.currentThread().getName().equals(LOOP));
    }

    @AfterAll
    static void forgetTheLoops() {
        Infrastructure.resetCanCallerThreadBeBlockedSupplier();
        loop.shutdownNow();
    }

    /** What is awaited in place of the Uni. */
    abstract Object adapted(Uni<String> uni);

    private final class Emitted implements Pending {
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private volatile boolean begun; // release/acquire by volatile
        private volatile boolean cancelled;
        private final Object source =
                adapted(
                        Uni.createFrom()
                                .<String>emitter(
                                        emitter -> {
                                            begun = true;
                                            end.whenComplete(
                                                    (value, failure) -> {
                                                        if (failure == null) {
                                                            emitter.complete(value);
                                                        } else {
                                                            emitter.fail(failure);
                                                        }
                                                    });
                                        })
                                .onCancellation()
                                .invoke(() -> cancelled = true));

        @Override
        public Object source() {
            return source;
        }

        @Override
        public void succeed() {
            end.complete("value");
        }

        @Override
        public void fail() {
            end.completeExceptionally(new IOException("gone"));
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
            return cancelled || !begun;
        }
    }

    @Override
    protected Pending begin() {
        return new Emitted();
    }

    @Override
    protected void reached(Pending pending) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ((Emitted) pending).begun);
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return IOException.class;
    }

    @Override
    protected Executor loop() {
        return loop;
    }

    @Override
    protected NonBlockingThreads guard() {
        return thread ->
                thread == Thread.currentThread() && !Infrastructure.canCallerThreadBeBlocked()
                        ? "a thread that Mutiny must not block"
                        : null;
    }
}
