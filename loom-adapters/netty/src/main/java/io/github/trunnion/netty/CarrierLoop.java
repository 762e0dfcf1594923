package io.github.trunnion.netty;

import io.github.trunnion.bridge.BridgeCarrier;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHost;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.ThreadAwareExecutor;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Netty's event loop of one carrier, from its making to its end. */
final class CarrierLoop extends ManualIoEventLoop {
    private static final StackWalker CALLERS =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final ReactorHost host;
    private final ParkWord word;
    private final CarrierIoHandler handler;
    private final LoopTicker ticker;
    private final @Nullable IoEventLoopGroup group;

    /** Null in a context that belongs to no executor. */
    private final @Nullable BridgeCarrier carrier;

    /** How it is to end, if our group said so; set once, by compareAndSet. */
    private volatile @Nullable GracefulEnd ending;

    private CarrierLoop(
            @Nullable IoEventLoopGroup group,
            ReactorHost host,
            ParkWord word,
            Wrapping wrapping,
            LoopTicker ticker) {
        super(group, host.thread(), wrapping, ticker);
        this.ticker = ticker;
        this.group = group;
        this.host = host;
        this.word = word;
        this.handler = wrapping.made();
        this.carrier = BridgeCarrier.current();
    }

    /** Makes one; on its carrier. */
    static CarrierLoop open(
            @Nullable IoEventLoopGroup group,
            ReactorHost host,
            ParkWord word,
            Runnable taskAdded,
            IoHandlerFactory factory) {
        return new CarrierLoop(
                group, host, word, new Wrapping(factory, taskAdded, host), new LoopTicker());
    }

    /** Makes the handler inside Netty's constructor, and keeps it. */
    private static final class Wrapping implements IoHandlerFactory {
        private final IoHandlerFactory factory;
        private final Runnable taskAdded;
        private final ReactorHost host;
        private @Nullable CarrierIoHandler made;

        Wrapping(IoHandlerFactory factory, Runnable taskAdded, ReactorHost host) {
            this.factory = factory;
            this.taskAdded = taskAdded;
            this.host = host;
        }

        @Override
        public IoHandler newHandler(ThreadAwareExecutor executor) {
            made =
                    new CarrierIoHandler(
                            factory.newHandler(executor), taskAdded, (CarrierLoop) executor, host);
            return made;
        }

        @SuppressWarnings("NullAway") // the event loop has made its handler
        CarrierIoHandler made() {
            return made;
        }
    }

    /** The last look before a block: nothing may have come meanwhile (H2), and no interrupt. */
    @Override
    protected boolean canBlock() {
        return word.isAsleep() && host.mayBlock() && !Thread.currentThread().isInterrupted();
    }

    /**
     * Netty's execute, which is final, asks this before it adds a task, and takes none back: so an
     * event loop that has ended refuses here.
     */
    @Override
    public boolean inEventLoop() {
        boolean inside = super.inEventLoop();
        if (!inside && handler.hasEnded() && isCalledByExecute()) {
            throw handler.refusal();
        }
        return inside;
    }

    private static boolean isCalledByExecute() {
        return CALLERS.walk(
                frames ->
                        frames.skip(2) // this method and who calls it
                                .findFirst()
                                .filter(frame -> frame.getMethodName().equals("execute"))
                                .filter(
                                        frame ->
                                                frame.getDeclaringClass()
                                                        == ManualIoEventLoop.class)
                                .isPresent());
    }

    /** Has the carrier look at the queue again; false if there is none any more. */
    boolean lookOnceMore() {
        if (carrier == null) {
            return false;
        }
        try {
            TaskFuture<?> unused =
                    carrier.spawn(
                            cx -> {
                                runNonBlockingTasks(0);
                                return Poll.ready(this);
                            });
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    CarrierIoHandler handler() {
        return handler;
    }

    @Nullable IoEventLoopGroup group() {
        return group;
    }

    @Nullable BridgeCarrier carrier() {
        return carrier;
    }

    /** The end that our group has asked for; null if it was asked of Netty's loop itself. */
    @Nullable GracefulEnd ending() {
        return ending; // volatile read
    }

    /**
     * Begins to end, unless that has begun. From any thread; the carrier tells Netty's loop between
     * two turns of it, for a turn that finds itself told ends the loop, whatever the quiet period.
     */
    void end(long quietPeriod, long timeout, TimeUnit unit) {
        GracefulEnd how = new GracefulEnd(unit.toNanos(quietPeriod), unit.toNanos(timeout));
        if (isShuttingDown() || !ENDING.compareAndSet(this, null, how)) { // volatile: of two, one
            return;
        }
        if (inEventLoop()) {
            tellNetty();
            return;
        }
        try {
            execute(this::tellNetty);
        } catch (RejectedExecutionException ended) {
            // meanwhile, in another way
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the termination future tells
    private void tellNetty() {
        shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    }

    /** Whether it ends or has ended, or is to. */
    boolean isEnding() {
        return ending != null || isShuttingDown(); // volatile read
    }

    /** Does at once what is left of the end. On the carrier. */
    void finish() {
        if (!isTerminated()) {
            run(-1);
        }
        while (!isTerminated()) { // a quiet period, which Netty's loop was told and this end is not
            dropScheduled(); // they are not due because time is skipped
            ticker.skip();
            run(-1);
        }
    }

    void dropScheduled() {
        cancelScheduledTasks();
    }

    @Override
    public String toString() {
        return "event loop of " + host.thread().getName();
    }

    private static final VarHandle ENDING;

    static {
        try {
            ENDING =
                    MethodHandles.lookup()
                            .findVarHandle(CarrierLoop.class, "ending", GracefulEnd.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
