/** The contract of poll-based futures. */
module io.github.trunnion.futures {
    requires static org.jspecify;

    exports io.github.trunnion.futures;
}
