package io.github.trunnion.rewrite;

/** What a recipe has seen of all sources before it changes one. */
public final class MigrationScan {
    private final Handlers handlers = new Handlers();

    MigrationScan() {}

    Handlers handlers() {
        return handlers;
    }
}
