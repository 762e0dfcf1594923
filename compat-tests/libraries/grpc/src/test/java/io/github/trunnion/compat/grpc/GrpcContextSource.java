package io.github.trunnion.compat.grpc;

import io.github.trunnion.loom.ContextSource;
import io.grpc.Context;

/** Carries the {@link Context} of gRPC. */
// region stack-grpc-context
final class GrpcContextSource implements ContextSource {
    @Override
    public String name() {
        return "gRPC";
    }

    @Override
    public Captured capture() {
        Context captured = Context.current();
        return () -> {
            Context before = captured.attach();
            return () -> captured.detach(before);
        };
    }
}
// endregion
