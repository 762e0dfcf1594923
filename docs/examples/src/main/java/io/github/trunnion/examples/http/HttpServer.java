package io.github.trunnion.examples.http;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.loom.Blocking;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyFutures;
import io.github.trunnion.netty.VirtualThreadHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP/1.1 server on the event loops of a bridge.
 *
 * <p>A connection is a pipeline of Netty's handlers on a carrier: TLS, the codec of HTTP, the
 * aggregator of bodies, {@link HttpConnection}, which knows when a connection ends. The last one
 * gives each request to a virtual thread on the same carrier, which runs the {@link HttpHandler}.
 * What TLS computes for a handshake is computed on virtual threads of the JDK, so a carrier never
 * stops for it.
 *
 * <p>{@link #shutDown} loses no request that has come.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    /** The smallest requests that fit into a read; that many may come at a time. */
    private static final int PER_READ = 65_536 / "GET / HTTP/1.1\r\n\r\n".length();

    private final BridgeEventLoopGroup group;
    private final HttpHandler handler;
    private final HttpSettings settings;
    private final VirtualThreadHandler<FullHttpRequest> threads;
    private final ChannelGroup connections =
            new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true);
    private final Requests requests = new Requests();

    /** Volatile: written before the connections are told, read by those that come meanwhile. */
    private volatile boolean draining;

    /** Written once, by start. */
    private Channel listener;

    @SuppressWarnings("NullAway") // start sets the listener
    private HttpServer(BridgeEventLoopGroup group, HttpSettings settings, HttpHandler handler) {
        this.group = group;
        this.settings = settings;
        this.handler = handler;
        this.threads =
                VirtualThreadHandler.perRequest(FullHttpRequest.class, this::answer)
                        .maxPending(settings.maxPending())
                        .maxConnections(settings.maxConnections())
                        .build();
    }

    /**
     * Starts a server.
     *
     * @param group runs its connections; its owner shuts it down, after the server
     * @param address where it listens; with port 0 on a free one
     * @param settings what it allows its clients
     * @param handler answers the requests
     * @return a server that listens
     * @throws io.github.trunnion.loom.AwaitException if the address cannot be had, with an {@link
     *     java.io.IOException}
     * @throws InterruptedException if the thread is interrupted
     */
    public static HttpServer start(
            BridgeEventLoopGroup group,
            SocketAddress address,
            HttpSettings settings,
            HttpHandler handler)
            throws InterruptedException {
        HttpServer server = new HttpServer(group, settings, requireNonNull(handler, "handler"));
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(group.serverSocketChannel())
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        server.connected(channel);
                                    }
                                })
                        .bind(address);
        server.listener = NettyFutures.awaitChannel(bound);
        return server;
    }

    private void connected(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        SslContext tls = settings.tls();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc(), HttpServer::offTheCarrier));
        }
        HttpConnection connection = new HttpConnection(settings, requests);
        pipeline.addLast(
                new HttpServerCodec(new HttpDecoderConfig(), settings.maxPending() + PER_READ),
                new BodyAggregator(settings.maxBody()),
                connection,
                threads);
        connections.add(channel);
        if (draining) { // read after the add: shutDown finds it there, or it is true here
            channel.eventLoop().execute(connection::drain);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the handshake tells
    private static void offTheCarrier(Runnable computation) {
        Blocking.run(computation::run);
    }

    /** The virtual thread of a request. */
    private void answer(ChannelHandlerContext ctx, FullHttpRequest request)
            throws InterruptedException {
        FullHttpResponse response = answer(request);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        ChannelFuture sent = ctx.writeAndFlush(response);
        if (!ctx.channel().isWritable()) {
            NettyFutures.await(sent); // a client that is slow to read holds up itself only
        }
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        Throwable undecoded = request.decoderResult().cause();
        if (undecoded != null) {
            return empty(
                    undecoded instanceof TooLongHttpContentException
                            ? HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE
                            : HttpResponseStatus.BAD_REQUEST);
        }
        try {
            return requireNonNull(handler.handle(request), "response");
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return empty(HttpResponseStatus.SERVICE_UNAVAILABLE);
        } catch (Exception failure) {
            LOG.warn("{} {} failed", request.method(), request.uri(), failure);
            return empty(HttpResponseStatus.INTERNAL_SERVER_ERROR);
        }
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** How many requests were given to the handler. */
    public long received() {
        return requests.received.get();
    }

    /** How many responses were sent. */
    public long answered() {
        return requests.answered.get();
    }

    /** How many connections there are. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops listening, answers what has come, and closes the connections, each when its last
     * response was sent. What is left when the time is up is closed at once.
     *
     * @param patience how long the answers may take
     * @return whether all connections have come to their end in time
     * @throws InterruptedException if the thread is interrupted; what is left is closed then, too
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the channels end all the same
    public boolean shutDown(Duration patience) throws InterruptedException {
        draining = true;
        try {
            NettyFutures.await(listener.close());
            for (Channel connection : connections) {
                HttpConnection handled = connection.pipeline().get(HttpConnection.class);
                if (handled != null) {
                    connection.eventLoop().execute(handled::drain);
                }
            }
            NettyFutures.await(connections.newCloseFuture(), patience);
            return true;
        } catch (TimeoutException late) {
            LOG.warn("{} connections are closed unanswered", connections.size());
            return false;
        } finally {
            connections.close();
        }
    }

    /** Shuts down, waiting at most ten seconds for answers. */
    @Override
    public void close() {
        try {
            shutDown(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "HttpServer["
                + listener.localAddress()
                + ", "
                + connections.size()
                + " connections, "
                + requests
                + " on "
                + group
                + "]";
    }
}
