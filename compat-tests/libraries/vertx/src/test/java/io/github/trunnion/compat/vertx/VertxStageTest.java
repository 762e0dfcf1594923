package io.github.trunnion.compat.vertx;

import io.github.trunnion.compat.Library;
import io.vertx.core.Future;

/** A future of Vert.x as its own stage. */
@Library(name = "Vert.x", of = Future.class, by = VertxVerification.BY)
class VertxStageTest extends VertxVerification {
    @Override
    Object adapted(Future<String> future) {
        return future.toCompletionStage();
    }
}
