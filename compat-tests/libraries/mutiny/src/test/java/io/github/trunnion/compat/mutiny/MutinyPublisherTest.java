package io.github.trunnion.compat.mutiny;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.loom.Flows;
import io.smallrye.mutiny.Uni;

import java.util.Map;

/** A Uni as a poll-future. */
@Library(name = "Mutiny", of = Uni.class, by = MutinyVerification.BY)
class MutinyPublisherTest extends MutinyVerification {
    @Override
    Object adapted(Uni<String> uni) {
        return Flows.single(uni.convert().toPublisher());
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
