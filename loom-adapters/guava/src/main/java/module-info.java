/** Guava's ListenableFuture, both ways. */
module io.github.trunnion.guava {
    requires transitive io.github.trunnion.loom;
    requires transitive com.google.common;
    requires static org.jspecify;

    exports io.github.trunnion.guava;
}
