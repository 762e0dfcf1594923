package io.github.trunnion.netty;

import io.github.trunnion.futures.ReactorHost;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** Netty's handler, woken only when the carrier blocks in it. */
final class CarrierIoHandler implements IoHandler {
    private final IoHandler handler;
    private final Runnable taskAdded;
    private final CarrierLoop loop;
    private final Thread thread;

    private final ReactorHost host;
    private final CarrierIoContext carrierContext;

    /** Confined to the carrier. */
    private boolean initialized;

    /**
     * Set once the event loop takes no more tasks; by the carrier, between two of its looks at the
     * queue. A thread that gives the event loop a task reads this before it adds, and after.
     * Reading true before, it adds nothing and throws. Reading false after, it has added before the
     * second look, so the task runs. Between the two the task has run, or comes too late for that
     * look: then the carrier looks once more.
     */
    private volatile boolean ended;

    CarrierIoHandler(IoHandler handler, Runnable taskAdded, CarrierLoop loop, ReactorHost host) {
        this.handler = handler;
        this.taskAdded = taskAdded;
        this.loop = loop;
        this.host = host;
        this.thread = host.thread();
        this.carrierContext = new CarrierIoContext(host, handler instanceof NioIoHandler);
    }

    /**
     * The event loop calls this after each task that it was given by another thread, also when it
     * has ended: it cannot take the task back, so the caller hears of it here.
     */
    @Override
    public void wakeup() {
        taskAdded.run();
        if (ended && !loop.lookOnceMore()) { // volatile read: after the task was added
            throw refusal(); // nobody runs the queue any more
        }
    }

    /** Whether the event loop takes no more tasks; any thread. */
    boolean hasEnded() {
        return ended; // volatile read
    }

    /** For who gives the event loop a task that it does not take. */
    RejectedExecutionException refusal() {
        return new RejectedExecutionException(
                "The event loop of "
                        + thread.getName()
                        + " has ended: it takes no tasks. Its channels are closed; open another"
                        + " BridgeEventLoopGroup.");
    }

    /** Wakes the carrier where it sleeps, if it does; harmless at any other time. */
    void wake(int where) {
        if (where == ParkWord.BLOCKING) {
            handler.wakeup();
        } else if (where == ParkWord.PARKED) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void initialize() {
        if (!initialized) {
            initialized = true;
            handler.initialize();
        }
    }

    @Override
    public int run(IoHandlerContext context) {
        int handled = handler.run(carrierContext.of(context));
        host.awake(); // tasks of the event loop come next
        return handled;
    }

    @Override
    public void prepareToDestroy() {
        handler.prepareToDestroy();
    }

    @Override
    public void destroy() {
        try {
            handler.destroy();
        } finally {
            loop.runNonBlockingTasks(0); // what came meanwhile is not to hear that it was late
            ended = true; // volatile write: the event loop runs what is there once more after this
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return handler.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    @Override
    public String toString() {
        return handler.toString();
    }
}
