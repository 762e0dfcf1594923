package io.github.trunnion.netty;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's event loops on the carriers of an executor, one on each, for any bootstrap or library.
 *
 * <pre>{@code
 * try (BridgeExecutor executor = BridgeExecutor.builder().name("io").build();
 *         BridgeEventLoopGroup group = BridgeEventLoopGroup.open(executor)) {
 *     new ServerBootstrap()
 *             .group(group)
 *             .channel(group.serverSocketChannel())
 *             ...
 * }
 * }</pre>
 *
 * <p>The carriers park in these event loops, so handlers of channels, poll-futures, timers and
 * virtual threads of the executor share a thread, and what passes between them needs no other one.
 * {@link VirtualThreadHandler} gives decoded messages to virtual threads.
 *
 * <p>The group and its executor may be shut down in any order. Shutting down the group closes its
 * channels and frees the carriers of their event loops; the executor lives on. Closing the executor
 * waits for its tasks and virtual threads as ever, and ends the event loops after that; threads
 * that wait for messages of channels that nobody closes keep it waiting, so shut down the group
 * first.
 */
public final class BridgeEventLoopGroup extends AbstractEventExecutorGroup
        implements IoEventLoopGroup {
    private final BridgeExecutor executor;
    private final NettyTransport transport;
    private final List<CarrierLoop> loops = new ArrayList<>();
    private final Promise<?> termination = new DefaultPromise<Void>(GlobalEventExecutor.INSTANCE);

    /** Event loops that have not ended; getAndDecrement. */
    private final AtomicInteger running;

    private final AtomicInteger turn = new AtomicInteger();

    /** The turn of channels that server channels have accepted. */
    private final AtomicInteger accepted = new AtomicInteger();

    private BridgeEventLoopGroup(BridgeExecutor executor, NettyTransport transport) {
        this.executor = executor;
        this.transport = transport;
        this.running = new AtomicInteger(executor.carriers().size());
        termination.setUncancellable();
    }

    /**
     * Makes the event loops, with {@link NettyTransport#best()}. Waits for the carriers.
     *
     * @param executor whose carriers run them
     * @return a new group, to be shut down by its user
     * @throws ReactorConflictException if a carrier holds another reactor
     * @throws IllegalStateException if the executor has a group that was not shut down
     * @throws RejectedExecutionException if the executor is not open
     * @throws io.github.trunnion.bridge.BlockingNotAllowedException on a loop thread
     */
    public static BridgeEventLoopGroup open(BridgeExecutor executor) {
        return open(executor, NettyTransport.best());
    }

    /**
     * Makes the event loops. Waits for the carriers.
     *
     * @param executor whose carriers run them
     * @param transport what the carriers are to wait in
     * @return a new group, to be shut down by its user
     * @throws ReactorConflictException if a carrier holds another reactor
     * @throws IllegalStateException if the transport is not available here, or the executor has a
     *     group that was not shut down
     * @throws RejectedExecutionException if the executor is not open
     * @throws io.github.trunnion.bridge.BlockingNotAllowedException on a loop thread
     */
    public static BridgeEventLoopGroup open(BridgeExecutor executor, NettyTransport transport) {
        requireNonNull(executor, "executor");
        requireNonNull(transport, "transport").requireAvailable();
        BlockOn.requireBlockingAllowed("BridgeEventLoopGroup.open");
        BridgeEventLoopGroup group = new BridgeEventLoopGroup(executor, transport);
        group.loops.addAll(EventLoops.start(executor, group::acquire));
        return group;
    }

    /** On a carrier: the lease lasts as long as the event loop. */
    private CarrierLoop acquire(ReactorSlot slot) throws Exception {
        ReactorLease<NettyReactor> lease = NettyReactor.acquire(slot, transport, this);
        CarrierLoop loop = lease.hook().carrierLoop();
        loop.terminationFuture().addListener(ended -> loopEnded(lease));
        return loop;
    }

    private void loopEnded(ReactorLease<NettyReactor> lease) {
        lease.close();
        if (running.getAndDecrement() == 1) {
            termination.setSuccess(null);
        }
    }

    /**
     * The executor whose carriers run the event loops.
     *
     * @return the executor
     */
    public BridgeExecutor executor() {
        return executor;
    }

    /**
     * What the carriers wait in.
     *
     * @return the transport
     */
    public NettyTransport transport() {
        return transport;
    }

    /**
     * The class of TCP channels that fits, for a {@code Bootstrap}.
     *
     * @return the class
     */
    public Class<? extends SocketChannel> socketChannel() {
        return transport.socketChannel();
    }

    /**
     * The class of TCP server channels that fits, for a {@code ServerBootstrap}.
     *
     * @return the class
     */
    public Class<? extends ServerSocketChannel> serverSocketChannel() {
        return transport.serverSocketChannel();
    }

    /**
     * The class of UDP channels that fits.
     *
     * @return the class
     */
    public Class<? extends DatagramChannel> datagramChannel() {
        return transport.datagramChannel();
    }

    /**
     * The event loop of the carrier that the caller belongs to, if it is one of these; else they
     * take turns. From any thread.
     *
     * @return an event loop, also after this group was shut down; it takes no tasks then
     */
    @Override
    public IoEventLoop next() {
        if (loops.size() == 1) {
            return loops.getFirst();
        }
        BridgeCarrier own = BridgeCarrier.current();
        return own != null && own.executor() == executor
                ? loops.get(own.index())
                : nextInTurn(turn);
    }

    private CarrierLoop nextInTurn(AtomicInteger turns) {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    /** Where a channel goes: what a server channel has accepted is spread over the carriers. */
    private IoEventLoop nextFor(Channel channel) {
        return channel.parent() == null ? next() : nextInTurn(accepted);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>copyOf(loops).iterator();
    }

    @Override
    public void execute(Runnable command) {
        requireNonNull(command, "command");
        requireOpen();
        next().execute(command);
    }

    /**
     * Registers a channel: one that a server channel has accepted with each event loop in turn, any
     * other with {@link #next()}.
     *
     * @param channel the channel
     * @return fails with {@link RejectedExecutionException} if this group was shut down; the
     *     channel is closed then
     */
    @Override
    @SuppressWarnings("deprecation")
    public ChannelFuture register(Channel channel) {
        requireNonNull(channel, "channel");
        IoEventLoop loop = nextFor(channel);
        return register(new DefaultChannelPromise(channel, loop), loop);
    }

    @Override
    @SuppressWarnings("deprecation")
    public ChannelFuture register(ChannelPromise promise) {
        requireNonNull(promise, "promise");
        return register(promise, nextFor(promise.channel()));
    }

    @SuppressWarnings("deprecation")
    private ChannelFuture register(ChannelPromise promise, IoEventLoop loop) {
        if (isShutDownOrEnded()) {
            promise.channel().unsafe().closeForcibly();
            promise.tryFailure(shutDown());
            return promise;
        }
        return loop.register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        requireNonNull(channel, "channel");
        return register(promise);
    }

    private void requireOpen() {
        if (isShutDownOrEnded()) {
            throw shutDown();
        }
    }

    private boolean isShutDownOrEnded() {
        return loops.getFirst().isShutdown();
    }

    private RejectedExecutionException shutDown() {
        return new RejectedExecutionException(
                this
                        + " was shut down"
                        + (executor.isClosed() ? " with its executor" : "")
                        + ": its event loops take no tasks and no channels. Open another group.");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return loops.getFirst().isCompatible(handleType);
    }

    /** What the event loops wait in; the event loops themselves say no, as they wrap it. */
    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return transport.handlerType() == handlerType;
    }

    @Override
    public boolean isShuttingDown() {
        return loops.stream().allMatch(CarrierLoop::isEnding);
    }

    @Override
    public boolean isShutdown() {
        return loops.stream().allMatch(CarrierLoop::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return loops.stream().allMatch(CarrierLoop::isTerminated);
    }

    /**
     * Closes all channels, waits until no task has come for the quiet period, and ends the event
     * loops. The carriers go on meanwhile. From any thread; later calls have no effect.
     *
     * @param quietPeriod for how long no task may have come
     * @param timeout the most that this may take, unless tasks come faster than they run
     * @param unit the unit of both
     * @return the {@link #terminationFuture()}
     */
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        requireNonNull(unit, "unit");
        if (quietPeriod < 0 || timeout < quietPeriod) {
            throw new IllegalArgumentException(
                    "shutdownGracefully(quietPeriod "
                            + quietPeriod
                            + ", timeout "
                            + timeout
                            + "): needs 0 <= quietPeriod <= timeout");
        }
        for (CarrierLoop loop : loops) {
            loop.end(quietPeriod, timeout, unit);
        }
        return termination;
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    /** Ends the event loops without a quiet period. */
    @Override
    @Deprecated
    public void shutdown() {
        for (CarrierLoop loop : loops) {
            loop.end(0, 0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        BlockOn.requireBlockingAllowed("BridgeEventLoopGroup.awaitTermination");
        try {
            NettyFutures.await(termination, Duration.ofNanos(unit.toNanos(timeout)));
            return true;
        } catch (TimeoutException tooLong) {
            return termination.isDone();
        }
    }

    /**
     * Closes all channels and ends the event loops, without a quiet period, and waits for that; on
     * a loop thread it begins that and returns. An interrupt of the waiting thread does not end the
     * wait and stays set. Idempotent.
     */
    @Override
    public void close() {
        Future<?> ended = shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        if (BlockOn.isBlockingAllowed()) {
            EventLoops.awaitEnd(ended);
        }
    }

    @Override
    public String toString() {
        String state = isTerminated() ? "shut down, " : isShuttingDown() ? "shutting down, " : "";
        return "BridgeEventLoopGroup[" + state + transport + " on " + executor + "]";
    }
}
