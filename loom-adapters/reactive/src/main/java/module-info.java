/** Publishers of Reactive Streams. */
@SuppressWarnings("requires-transitive-automatic") // its name is in its manifest
module io.github.trunnion.reactive {
    requires transitive io.github.trunnion.loom;
    requires transitive org.reactivestreams;
    requires static org.jspecify;

    exports io.github.trunnion.reactive;

    provides io.github.trunnion.loom.NonBlockingThreads with
            io.github.trunnion.reactive.MarkedThreads;
}
