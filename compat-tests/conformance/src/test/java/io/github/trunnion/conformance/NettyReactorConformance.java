package io.github.trunnion.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.netty.NettyFutures;
import io.github.trunnion.netty.NettyReactor;
import io.github.trunnion.netty.NettyTransport;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Promise;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The reactor of Netty keeps the rules of hooks; its interest is that of an await, whose future a
 * task of the event loop ends.
 */
abstract class NettyReactorConformance extends ReactorHookVerification<NettyReactor> {
    private final NettyTransport transport;

    NettyReactorConformance(NettyTransport transport) {
        this.transport = transport;
    }

    @Override
    protected final NettyReactor createHook(ReactorHost host) throws Exception {
        assumeTrue(transport.isAvailable(), () -> "no " + transport + ": " + why(transport));
        return NettyReactor.factory(transport).create(host);
    }

    static String why(NettyTransport transport) {
        Throwable reason = transport.unavailability();
        return reason == null ? "" : reason + ", " + reason.getCause();
    }

    @Override
    protected HookEvent arm(NettyReactor hook, Context cx) throws Exception {
        IoEventLoop loop = hook.eventLoop();
        Promise<Integer> promise = loop.newPromise();
        PollFuture<Integer> await = NettyFutures.toPollFuture(promise);
        if (await.poll(cx).isReady()) {
            throw new AssertionError("nobody has ended it");
        }
        return HookEvent.of(
                () -> {
                    try {
                        loop.execute(() -> promise.trySuccess(1));
                    } catch (RejectedExecutionException closed) {
                        // nobody waits any more
                    }
                },
                await::cancel);
    }

    @Override
    protected boolean refusesParkWhenFailed() {
        return true;
    }

    @Override
    protected final BooleanSupplier released(NettyReactor hook) {
        return hook.eventLoop()::isTerminated;
    }
}
