package io.github.trunnion.context;

import io.github.trunnion.loom.ContextSource;

/** What the ServiceLoader finds: a thread-local of its own. */
public final class FoundSource implements ContextSource {
    static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    /** For the ServiceLoader. */
    public FoundSource() {}

    @Override
    public String name() {
        return "found";
    }

    @Override
    public Captured capture() {
        String captured = LOCAL.get();
        return () -> {
            String before = LOCAL.get();
            LOCAL.set(captured);
            return () -> LOCAL.set(before);
        };
    }
}
