/** JUnit extensions for tests of code that awaits. */
module io.github.trunnion.junit {
    requires transitive io.github.trunnion.loom;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.github.trunnion.junit;

    provides org.junit.jupiter.api.extension.Extension with
            io.github.trunnion.junit.DumpPendingAwaitsExtension;

    opens io.github.trunnion.junit to
            org.junit.platform.commons;
}
