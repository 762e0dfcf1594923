package io.github.trunnion.compat.vertx;

import io.github.trunnion.compat.Library;
import io.github.trunnion.vertx.VertxFutures;
import io.vertx.core.Future;

/** A future of Vert.x as a poll-future. */
@Library(name = "Vert.x", of = Future.class, by = VertxVerification.BY)
class VertxPollFutureTest extends VertxVerification {
    @Override
    Object adapted(Future<String> future) {
        return VertxFutures.toPollFuture(future);
    }
}
