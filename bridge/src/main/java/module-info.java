/** The executor that drives poll-based futures. */
module io.github.trunnion.bridge {
    requires transitive io.github.trunnion.futures;
    requires static java.management; // without it there are no beans
    requires static jdk.jfr; // without it there are no events
    requires static org.jspecify;
    requires org.slf4j;

    exports io.github.trunnion.bridge;
}
