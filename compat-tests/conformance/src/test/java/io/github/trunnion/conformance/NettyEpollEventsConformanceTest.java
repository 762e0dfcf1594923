package io.github.trunnion.conformance;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.netty.NettyFutures;
import io.github.trunnion.netty.NettyReactor;
import io.github.trunnion.netty.NettyTransport;
import io.github.trunnion.tck.HookEvent;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** With pipes as events, which epoll reports. */
class NettyEpollEventsConformanceTest extends NettyReactorConformance {
    NettyEpollEventsConformanceTest() {
        super(NettyTransport.EPOLL);
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
    private static final class Readable implements EpollIoHandle {
        private final FileDescriptor[] pipe = FileDescriptor.pipe();
        final Promise<Integer> read;
        private IoRegistration registration;

        Readable(NettyReactor hook) throws IOException {
            read = hook.eventLoop().newPromise();
        }

        void registered(Future<? super IoRegistration> done) {
            if (done.isSuccess()) {
                registration = (IoRegistration) done.getNow();
                registration.submit(EpollIoOps.EPOLLIN);
            }
        }

        void write() throws IOException {
            try {
                pipe[1].write(ByteBuffer.allocateDirect(1), 0, 1);
            } catch (ClosedChannelException nobodyWaits) {
                // it was closed meanwhile
            }
        }

        @Override
        public FileDescriptor fd() {
            return pipe[0];
        }

        @Override
        public void handle(IoRegistration of, IoEvent event) {
            of.submit(EpollIoOps.NONE);
            read.trySuccess(1);
        }

        @Override
        public void close() throws IOException {
            if (registration != null) {
                registration.cancel();
            }
            pipe[1].close();
            pipe[0].close();
        }
    }
}
