package io.github.trunnion.conformance;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.netty.NettyFutures;
import io.github.trunnion.netty.NettyReactor;
import io.github.trunnion.netty.NettyTransport;
import io.github.trunnion.tck.HookEvent;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Promise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;

/** With pipes as events, which the selector reports. */
class NettyNioEventsConformanceTest extends NettyReactorConformance {
    NettyNioEventsConformanceTest() {
        super(NettyTransport.NIO);
    }

    @Override
    protected HookEvent arm(NettyReactor hook, Context cx) throws Exception {
        Readable readable = new Readable(hook);
        hook.eventLoop().register(readable).addListener(readable::registered);
        PollFuture<Integer> await = NettyFutures.toPollFuture(readable.read);
        if (await.poll(cx).isReady()) {
            throw new AssertionError("nobody has ended it");
        }
        return HookEvent.of(
                readable::write,
                () -> {
                    await.cancel();
                    readable.close();
                });
    }

    /** A pipe that is registered with the event loop. */
    private static final class Readable implements NioIoHandle {
        private final Pipe pipe = Pipe.open();
        final Promise<Integer> read;
        private IoRegistration registration;

        Readable(NettyReactor hook) throws IOException {
            read = hook.eventLoop().newPromise();
            pipe.source().configureBlocking(false);
        }

        void registered(io.netty.util.concurrent.Future<? super IoRegistration> done) {
            if (done.isSuccess()) {
                registration = (IoRegistration) done.getNow();
                registration.submit(NioIoOps.READ);
            }
        }

        void write() throws IOException {
            try {
                pipe.sink().write(ByteBuffer.allocate(1));
            } catch (ClosedChannelException nobodyWaits) {
                // it was closed meanwhile
            }
        }

        @Override
        public SelectableChannel selectableChannel() {
            return pipe.source();
        }

        @Override
        public void handle(IoRegistration of, IoEvent event) {
            of.submit(NioIoOps.NONE);
            read.trySuccess(1);
        }

        @Override
        public void close() throws IOException {
            if (registration != null) {
                registration.cancel();
            }
            pipe.sink().close();
            pipe.source().close();
        }
    }
}
