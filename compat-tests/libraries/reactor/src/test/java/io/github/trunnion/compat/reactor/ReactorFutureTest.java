package io.github.trunnion.compat.reactor;

import io.github.trunnion.compat.Library;

import reactor.core.publisher.Mono;

/** A Mono as Reactor's own CompletableFuture. */
@Library(name = "Reactor", of = Mono.class, by = ReactorVerification.BY)
class ReactorFutureTest extends ReactorVerification {
    @Override
    Object adapted(Mono<String> mono) {
        return mono.toFuture();
    }
}
