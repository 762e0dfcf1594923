package io.github.trunnion.compat.aws;

import io.netty.util.concurrent.EventExecutor;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/** The event loops of the clients of these tests; their threads are daemons. */
final class Loops {
    static final SdkEventLoopGroup GROUP =
            SdkEventLoopGroup.builder()
                    .numberOfThreads(2)
                    .threadFactory(Thread.ofPlatform().name("aws-loop-", 0).daemon().factory())
                    .build();

    private Loops() {}

    // region stack-aws-guard
    static @Nullable String describe(Thread thread) {
        for (EventExecutor loop : GROUP.eventLoopGroup()) {
            if (loop.inEventLoop(thread)) {
                return "an event loop of the AWS SDK";
            }
        }
        return null;
    }
    // endregion
}
