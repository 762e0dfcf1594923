package io.github.trunnion.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * What a carrier waits in, and the classes of the channels that can be registered there.
 *
 * <p>{@link #EPOLL} and {@link #IO_URING} need Netty's artifact of that name, with the natives of
 * the machine, on the class path or module path.
 */
public enum NettyTransport {
    /** The selectors of the JDK; everywhere. */
    NIO {
        @Override
        public @Nullable Throwable unavailability() {
            return null;
        }

        @Override
        IoHandlerFactory handlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<?> handlerType() {
            return NioIoHandler.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return NioSocketChannel.class;
        }

        @Override
        public Class<? extends ServerSocketChannel> serverSocketChannel() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return NioDatagramChannel.class;
        }
    },

    /** Netty's own epoll; on Linux. */
    EPOLL {
        @Override
        @Nullable Throwable lookForNatives() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<?> handlerType() {
            return EpollIoHandler.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return EpollSocketChannel.class;
        }

        @Override
        public Class<? extends ServerSocketChannel> serverSocketChannel() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return EpollDatagramChannel.class;
        }
    },

    /** io_uring; on Linux 5.14 and later where the system allows it. */
    IO_URING {
        @Override
        @Nullable Throwable lookForNatives() {
            return IoUring.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<?> handlerType() {
            return IoUringIoHandler.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return IoUringSocketChannel.class;
        }

        @Override
        public Class<? extends ServerSocketChannel> serverSocketChannel() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return IoUringDatagramChannel.class;
        }
    };

    /**
     * The one that most servers want: {@link #EPOLL} where it is available, else {@link #NIO}.
     *
     * @return an available transport
     */
    public static NettyTransport best() {
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    /**
     * Whether this machine and this class path have it.
     *
     * @return false where {@link #unavailability} tells why
     */
    public boolean isAvailable() {
        return unavailability() == null;
    }

    /**
     * Why it is not available.
     *
     * @return the reason, or null if it is available
     */
    public @Nullable Throwable unavailability() {
        try {
            return lookForNatives();
        } catch (LinkageError noClasses) {
            return noClasses;
        }
    }

    @Nullable Throwable lookForNatives() {
        return null;
    }

    /** Refuses what is not available. */
    void requireAvailable() {
        Throwable missing = unavailability();
        if (missing != null) {
            throw new IllegalStateException(
                    "The transport "
                            + this
                            + " is not available here: "
                            + missing
                            + ". Add Netty's artifact for it, with the natives of this machine, or"
                            + " take NettyTransport.best().",
                    missing);
        }
    }

    abstract IoHandlerFactory handlerFactory();

    abstract Class<?> handlerType();

    /**
     * The class of its TCP channels, for a {@code Bootstrap}.
     *
     * @return the class
     */
    public abstract Class<? extends SocketChannel> socketChannel();

    /**
     * The class of its TCP server channels, for a {@code ServerBootstrap}.
     *
     * @return the class
     */
    public abstract Class<? extends ServerSocketChannel> serverSocketChannel();

    /**
     * The class of its UDP channels.
     *
     * @return the class
     */
    public abstract Class<? extends DatagramChannel> datagramChannel();
}
