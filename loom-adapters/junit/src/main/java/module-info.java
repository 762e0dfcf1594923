/** JUnit extensions for tests of code that awaits, and rules for ArchUnit, if that is there. */
@SuppressWarnings("requires-transitive-automatic") // its name is in its manifest
module io.github.trunnion.junit {
    requires transitive io.github.trunnion.loom;
    requires transitive org.junit.jupiter.api;
    requires static transitive com.tngtech.archunit;
    requires static org.jspecify;

    exports io.github.trunnion.junit;

    provides org.junit.jupiter.api.extension.Extension with
            io.github.trunnion.junit.DumpPendingAwaitsExtension;

    opens io.github.trunnion.junit to
            org.junit.platform.commons;
}
