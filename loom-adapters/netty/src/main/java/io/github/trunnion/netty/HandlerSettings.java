package io.github.trunnion.netty;

import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one handler share. */
final class HandlerSettings<I> {
    /*
     * Overview
     *
     * A drain sets its flag and then goes through the connections; a connection adds itself, is
     * counted, and then reads the flag. So either the drain finds it, or it is refused.
     *
     * The drain is over when there is no connection and no thread. A thread is counted while its
     * connection is, so once the flag is set and no connection is left, no thread begins: of two
     * that count down, the later one finds both counts zero.
     */
    final Class<I> type;
    final int mark;
    private final int maxConnections;

    /** Null if there is no limit. */
    final @Nullable RequestLimit requests;

    private final Set<ConnectionBase<I>> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();

    /** Messages that were received and are not handled. */
    final AtomicInteger pending = new AtomicInteger();

    final AtomicLong refused = new AtomicLong();

    private final Promise<Void> drained = new Drained();
    private volatile boolean draining;

    HandlerSettings(Class<I> type, int mark, int maxConnections, int maxRequests) {
        this.type = type;
        this.mark = mark;
        this.maxConnections = maxConnections;
        this.requests = maxRequests == Integer.MAX_VALUE ? null : new RequestLimit(maxRequests);
        drained.setUncancellable(); // also by who waits and gives up
    }

    /** Counts a connection; false if it has to be closed. */
    boolean add(ConnectionBase<I> connection) {
        int count = connections.incrementAndGet(); // first: it is never too small
        open.add(connection);
        if (draining || count > maxConnections) { // volatile read, after the add
            refused.incrementAndGet();
            remove(connection);
            return false;
        }
        return true;
    }

    /** The connection has gone; later calls have no effect. Any thread. */
    void remove(ConnectionBase<I> connection) {
        if (open.remove(connection)) {
            connections.decrementAndGet();
            lookForEnd();
        }
    }

    void threadStarts() {
        running.incrementAndGet();
    }

    /** A thread has ended, and its messages are released. */
    void threadEnded() {
        running.decrementAndGet();
        lookForEnd();
    }

    /** A message is handled, or dropped. */
    void release(Object message) {
        try {
            ReferenceCountUtil.release(message);
        } finally {
            pending.decrementAndGet();
        }
    }

    Future<Void> drain() {
        draining = true; // volatile write, before the walk
        open.forEach(ConnectionBase::drain);
        lookForEnd();
        return drained;
    }

    private void lookForEnd() {
        if (draining && connections.get() == 0 && running.get() == 0) { // in this order
            drained.trySuccess(null);
        }
    }

    @Override
    public String toString() {
        return "VirtualThreadHandler["
                + type.getSimpleName()
                + ", "
                + connections
                + " connections, "
                + running
                + " running"
                + (drained.isDone() ? ", drained]" : draining ? ", draining]" : "]");
    }

    /** Says what it is that has not ended. */
    private final class Drained extends DefaultPromise<Void> {
        Drained() {
            super(GlobalEventExecutor.INSTANCE);
        }

        @Override
        public String toString() {
            return "drain of " + HandlerSettings.this;
        }
    }
}
