package io.github.trunnion.nettysuite;

import io.netty.channel.AbstractEventLoopTest;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.testsuite.transport.AbstractSingleThreadEventLoopTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Netty's tests of event loops and their groups. */
@Tag("representative")
class EventLoopTests {
    private final EventLoopGroups groups = new EventLoopGroups();

    @AfterEach
    void end() throws InterruptedException {
        groups.close();
    }

    /** Of netty-transport. */
    @Nested
    class OfTransport extends AbstractEventLoopTest {
        @Override
        protected EventLoopGroup newEventLoopGroup() {
            return groups.openTakingTurns(2);
        }

        @Override
        protected Class<? extends ServerSocketChannel> newChannel() {
            return Suite.TRANSPORT.serverSocketChannel();
        }

        @Override
        protected Class<? extends SocketChannel> newSocketChannel() {
            return Suite.TRANSPORT.socketChannel();
        }
    }

    /** Of netty-testsuite. */
    @Nested
    class OfTestsuite extends AbstractSingleThreadEventLoopTest {
        @Override
        protected EventLoopGroup newEventLoopGroup() {
            return groups.open(1);
        }

        /** None: carriers do not come and go. */
        @Override
        protected EventLoopGroup newAutoScalingEventLoopGroup() {
            return null;
        }

        @Override
        protected Channel newChannel() {
            try {
                return Suite.TRANSPORT.socketChannel().getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Class<? extends ServerChannel> serverChannelClass() {
            return Suite.TRANSPORT.serverSocketChannel();
        }
    }
}
