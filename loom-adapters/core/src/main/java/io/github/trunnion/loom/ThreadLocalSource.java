package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

/**
 * A thread-local; null counts as unset (cx04).
 *
 * @param name its name in messages
 * @param local the thread-local
 */
record ThreadLocalSource<T>(String name, ThreadLocal<T> local) implements ContextSource {

    @Override
    public Captured capture() {
        @Nullable T captured = local.get();
        return () -> {
            @Nullable T before = local.get();
            set(captured);
            return () -> set(before);
        };
    }

    private void set(@Nullable T value) {
        if (value == null) {
            local.remove();
        } else {
            local.set(value);
        }
    }
}
