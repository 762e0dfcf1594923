package io.github.trunnion.netty;

import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one handler share. */
final class HandlerSettings<I> {
    final Class<I> type;
    final int mark;
    final int maxConnections;

    /** Null if there is no limit. */
    final @Nullable RequestLimit requests;

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();

    /** Messages that were received and are not handled. */
    final AtomicInteger pending = new AtomicInteger();

    final AtomicLong refused = new AtomicLong();

    HandlerSettings(Class<I> type, int mark, int maxConnections, int maxRequests) {
        this.type = type;
        this.mark = mark;
        this.maxConnections = maxConnections;
        this.requests = maxRequests == Integer.MAX_VALUE ? null : new RequestLimit(maxRequests);
    }

    /** A message is handled, or dropped. */
    void release(Object message) {
        try {
            ReferenceCountUtil.release(message);
        } finally {
            pending.decrementAndGet();
        }
    }
}
