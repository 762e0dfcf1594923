package io.github.trunnion.futures;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The slot of a context that no executor with a park of its own stands behind. */
final class NoReactorSlot implements ReactorSlot {
    static final NoReactorSlot INSTANCE = new NoReactorSlot();

    private NoReactorSlot() {}

    @Override
    public @Nullable ReactorHook held() {
        return null;
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) {
        requireNonNull(kind, "kind");
        requireNonNull(create, "create");
        throw refusal(kind.getName());
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
        requireNonNull(hook, "hook");
        throw refusal(hook.toString());
    }

    private static ReactorUnsupportedException refusal(String wanted) {
        return new ReactorUnsupportedException(
                "This context has no reactor slot, so the reactor "
                        + wanted
                        + " cannot be registered: nobody would park in it. Run the future on an"
                        + " executor with a slot (BridgeExecutor.spawn, BlockOn.run), or use a"
                        + " reactor with a thread of its own.");
    }

    @Override
    public String toString() {
        return "ReactorSlot[unsupported]";
    }
}
