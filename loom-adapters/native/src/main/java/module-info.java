/** Futures of native libraries. */
module io.github.trunnion.foreign {
    requires transitive io.github.trunnion.futures;
    requires io.github.trunnion.bridge;
    requires static org.jspecify;

    exports io.github.trunnion.foreign;
}
