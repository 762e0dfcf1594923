package io.github.trunnion.compat.rxjava;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.reactive.Publishers;
import io.reactivex.rxjava3.core.Single;

import java.util.Map;

/** A Single as a poll-future. */
@Library(name = "RxJava", of = Single.class, by = RxJavaVerification.BY)
class RxJavaPublisherTest extends RxJavaVerification {
    @Override
    Object adapted(Single<String> single) {
        return Publishers.single(single.toFlowable());
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
