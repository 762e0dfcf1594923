/** Conversions between completable, blocking and poll-based futures. */
module io.github.trunnion.loom {
    requires transitive io.github.trunnion.bridge;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.github.trunnion.loom;

    uses io.github.trunnion.loom.ContextSource;
    uses io.github.trunnion.loom.NonBlockingThreads;
}
