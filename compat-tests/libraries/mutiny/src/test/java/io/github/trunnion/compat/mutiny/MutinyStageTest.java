package io.github.trunnion.compat.mutiny;

import io.github.trunnion.compat.Library;
import io.smallrye.mutiny.Uni;

/** A Uni as Mutiny's own CompletableFuture. */
@Library(name = "Mutiny", of = Uni.class, by = MutinyVerification.BY)
class MutinyStageTest extends MutinyVerification {
    @Override
    Object adapted(Uni<String> uni) {
        return uni.subscribeAsCompletionStage();
    }
}
