package io.github.trunnion.compat.reactor;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.reactive.Publishers;

import reactor.core.publisher.Mono;

import java.util.Map;

/** A Mono as a poll-future. */
@Library(name = "Reactor", of = Mono.class, by = ReactorVerification.BY)
class ReactorPublisherTest extends ReactorVerification {
    @Override
    Object adapted(Mono<String> mono) {
        return Publishers.single(mono);
    }

    @Override
    protected boolean beginsWhenAwaited() {
        return true;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.CANCELLED, "A publisher is cancelled by its subscriber only, which is ours");
    }
}
