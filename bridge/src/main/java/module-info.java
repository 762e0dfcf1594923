/** The executor that drives poll-based futures. */
module io.github.trunnion.bridge {
    requires transitive io.github.trunnion.futures;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.github.trunnion.bridge;
}
