package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/** A future of our own that somebody waits in: messages name what it stands for. */
final class Named<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Object owner;

    Named(Object owner) {
        this.owner = owner;
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
