package io.github.trunnion.compat.rxjava;

import io.github.trunnion.compat.Library;
import io.reactivex.rxjava3.core.Single;

/** A Single as RxJava's own CompletionStage. */
@Library(name = "RxJava", of = Single.class, by = RxJavaVerification.BY)
class RxJavaStageTest extends RxJavaVerification {
    @Override
    Object adapted(Single<String> single) {
        return single.toCompletionStage();
    }
}
