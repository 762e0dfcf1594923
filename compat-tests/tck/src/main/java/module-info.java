/** The rules of the contract as tests, for those who implement it. */
module io.github.trunnion.tck {
    requires transitive io.github.trunnion.futures;
    requires transitive org.junit.jupiter.api;
    requires java.management;
    requires static org.jspecify;

    exports io.github.trunnion.tck;

    opens io.github.trunnion.tck to
            org.junit.platform.commons;
}
