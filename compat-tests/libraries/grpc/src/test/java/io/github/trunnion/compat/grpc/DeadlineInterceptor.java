package io.github.trunnion.compat.grpc;

import io.github.trunnion.loom.Deadline;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

import java.util.concurrent.TimeUnit;

/** Gives a call what is left of the {@link Deadline} of the caller. */
// region stack-grpc-deadline
final class DeadlineInterceptor implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Deadline deadline = Deadline.current();
        return next.newCall(
                method,
                deadline == null
                        ? options
                        : options.withDeadlineAfter(
                                deadline.left().toNanos(), TimeUnit.NANOSECONDS));
    }
}
// endregion
