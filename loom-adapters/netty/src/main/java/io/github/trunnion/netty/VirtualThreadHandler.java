package io.github.trunnion.netty;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;

import java.util.function.BiFunction;

/**
 * Gives the decoded messages of a connection to virtual threads on the carrier that runs its event
 * loop, where they may block.
 *
 * <pre>{@code
 * VirtualThreadHandler<String> handler =
 *         VirtualThreadHandler.perRequest(
 *                         String.class, (ctx, line) -> ctx.writeAndFlush(answer(line) + "\n"))
 *                 .maxRequests(1_000)
 *                 .build();
 * channel.pipeline().addLast(new StringDecoder(), new StringEncoder(), handler);
 * }</pre>
 *
 * <p>{@link #perRequest} starts a thread for each message, {@link #perConnection} one for each
 * connection, which receives them. Either way the messages of a connection are handled one after
 * the other, in their order. While more than {@link Builder#maxPending} of them wait, nothing is
 * read from the connection. Messages of other types go to the next handler.
 *
 * <p>What a thread writes is queued in the event loop and goes out before its carrier waits: no
 * other thread is involved, and the carrier is not woken, as it is awake. Buffers are best
 * allocated there too: Netty's caches belong to the event loop.
 *
 * <p>One handler is for any number of connections, which its limits count together. The channels
 * have to be registered with a {@link BridgeEventLoopGroup}.
 *
 * @param <I> the type of the messages
 */
@Sharable
public final class VirtualThreadHandler<I> extends ChannelHandlerAdapter {
    private final HandlerSettings<I> settings;
    private final BiFunction<HandlerSettings<I>, BridgeExecutor, ConnectionBase<I>> make;

    private VirtualThreadHandler(
            HandlerSettings<I> settings,
            BiFunction<HandlerSettings<I>, BridgeExecutor, ConnectionBase<I>> make) {
        this.settings = settings;
        this.make = make;
    }

    /**
     * A virtual thread for each message.
     *
     * @param type the class of the messages that it takes
     * @param body what is done with each
     * @param <I> the type of the messages
     * @return a builder with the defaults
     */
    public static <I> Builder<I> perRequest(Class<I> type, RequestHandler<? super I> body) {
        requireNonNull(body, "body");
        return new Builder<>(
                requireNonNull(type, "type"),
                (settings, executor) -> new RequestThreads<>(settings, executor, body));
    }

    /**
     * A virtual thread for each connection.
     *
     * @param type the class of the messages that it takes
     * @param body what is done with each connection
     * @param <I> the type of the messages
     * @return a builder with the defaults
     */
    public static <I> Builder<I> perConnection(Class<I> type, ConnectionHandler<I> body) {
        requireNonNull(body, "body");
        return new Builder<>(
                requireNonNull(type, "type"),
                (settings, executor) -> new ConnectionThread<>(settings, executor, body));
    }

    /**
     * Puts the handler of this connection in the place of this one.
     *
     * @throws IllegalStateException if the channel is not registered with a {@link
     *     BridgeEventLoopGroup}, or the handler was added with an executor of its own
     */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        BridgeExecutor executor = ConnectionBase.executorOf(ctx);
        ctx.pipeline().replace(this, ctx.name(), make.apply(settings, executor));
    }

    /**
     * How many connections it has now.
     *
     * @return the number, perhaps a moment ago
     */
    public int connections() {
        return settings.connections.get();
    }

    /**
     * How many virtual threads run now.
     *
     * @return the number, perhaps a moment ago
     */
    public int running() {
        return settings.running.get();
    }

    /**
     * How many messages were received and are not handled: they wait, or a thread has them. A
     * message that is not decoded yet does not count.
     *
     * @return the number, perhaps a moment ago
     */
    public int pending() {
        return settings.pending.get();
    }

    /**
     * How many connections were closed at once because of {@link Builder#maxConnections}, or
     * because they came after {@link #drain}.
     *
     * @return the number so far
     */
    public long refusedConnections() {
        return settings.refused.get();
    }

    /**
     * Ends all connections in order, for good: what they receive from now on is dropped, the
     * messages that they have are handled, and each is closed when what was written is sent. From
     * any thread; later calls have no effect.
     *
     * <p>To a {@link ConnectionHandler} this is the end of the input: {@link Connection#receive}
     * returns the messages that wait, then null. Nobody is interrupted. A message that is not
     * decoded yet is not handled, and one that is decoded later is released. A connection that is
     * added later is closed at once.
     *
     * <p>A peer that goes on sending does not cost itself the answers: the output of its connection
     * is ended, what comes is dropped, and the connection is closed when the peer has closed it,
     * too, or two seconds later.
     *
     * <p>It takes as long as the slowest body, and as the slowest peer needs to receive, and two
     * seconds more if peers keep their connections: bound the wait, and close the group after it,
     * which closes what is left and interrupts its threads.
     *
     * <pre>{@code
     * NettyFutures.await(listener.close());
     * NettyFutures.await(handler.drain(), Duration.ofSeconds(30));
     * }</pre>
     *
     * @return ends when there is no connection and no thread of this handler, the same one each
     *     time; it cannot be cancelled. A body that awaits it waits for itself, and an event loop
     *     that waits by its {@code sync} stops its channels
     */
    public Future<Void> drain() {
        return settings.drain();
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    /**
     * Describes a handler.
     *
     * @param <I> the type of the messages
     */
    public static final class Builder<I> {
        private static final int DEFAULT_PENDING = 64;

        private final Class<I> type;
        private final BiFunction<HandlerSettings<I>, BridgeExecutor, ConnectionBase<I>> make;
        private int maxPending = DEFAULT_PENDING;
        private int maxConnections = Integer.MAX_VALUE;
        private int maxRequests = Integer.MAX_VALUE;

        private Builder(
                Class<I> type,
                BiFunction<HandlerSettings<I>, BridgeExecutor, ConnectionBase<I>> make) {
            this.type = type;
            this.make = make;
        }

        /**
         * How many messages of one connection may wait before nothing more is read from it; it is
         * read again when half of them are left. What was read already may still be decoded to
         * more.
         *
         * @param count the mark; by default 64
         * @return this
         */
        public Builder<I> maxPending(int count) {
            maxPending = requirePositive("maxPending", count, "64 messages");
            return this;
        }

        /**
         * How many connections there may be; any more are closed at once.
         *
         * @param count the limit; by default there is none
         * @return this
         */
        public Builder<I> maxConnections(int count) {
            maxConnections = requirePositive("maxConnections", count, "no limit");
            return this;
        }

        /**
         * How many requests may run at a time, over all connections; any more wait for their turn,
         * connection by connection. Without effect where each connection has a thread.
         *
         * @param count the limit; by default there is none
         * @return this
         */
        public Builder<I> maxRequests(int count) {
            maxRequests = requirePositive("maxRequests", count, "no limit");
            return this;
        }

        private static int requirePositive(String what, int count, String otherwise) {
            if (count <= 0) {
                throw new IllegalArgumentException(
                        what
                                + "("
                                + count
                                + "): must be positive. Leave it out for "
                                + otherwise
                                + ".");
            }
            return count;
        }

        /**
         * Makes the handler.
         *
         * @return a handler for any number of connections
         */
        public VirtualThreadHandler<I> build() {
            return new VirtualThreadHandler<>(
                    new HandlerSettings<>(type, maxPending, maxConnections, maxRequests), make);
        }
    }
}
