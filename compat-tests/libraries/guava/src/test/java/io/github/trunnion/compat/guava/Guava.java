package io.github.trunnion.compat.guava;

/** What the page says of Guava. */
final class Guava {
    static final String BY =
            "`ListenableFuture`, awaited as it is by `awaitFuture`, or by `ListenableFutures` of"
                    + " `trunnion-guava` as a stage or a poll-future";

    private Guava() {}
}
