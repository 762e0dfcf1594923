package io.github.trunnion.compat.guava;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.compat.Library;

/** A ListenableFuture, awaited as any Future is. */
@Library(name = "Guava", of = ListenableFuture.class, by = Guava.BY)
class GuavaFutureTest extends GuavaVerification {
    @Override
    Object adapted(ListenableFuture<String> future) {
        return future;
    }
}
