package io.github.trunnion.compat.guava;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.compat.Library;
import io.github.trunnion.guava.ListenableFutures;

/** A ListenableFuture as a stage. */
@Library(name = "Guava", of = ListenableFuture.class, by = Guava.BY)
class GuavaStageTest extends GuavaVerification {
    @Override
    Object adapted(ListenableFuture<String> future) {
        return ListenableFutures.toStage(future);
    }
}
