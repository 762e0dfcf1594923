package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorUnsupportedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;

/** Ties one NIO channel to the reactor that it waits in. */
final class ChannelBinding {
    /*
     * Overview
     *
     * A channel is unbound until an operation has to wait. Then it takes a lease of the reactor of
     * that poll's context, and keeps it until it is closed or the context ends. Where the context
     * takes no reactor the channel waits in a detached one, for good.
     *
     * A close is three steps: it says so in `closing`, it cancels the key, it closes the NIO channel.
     * The key comes first because a channel of the JDK that is being closed has events without
     * readiness: a carrier that still selects it would return from the selector over and over until
     * the close gets to the key. Between the last two steps the NIO channel is open without a key;
     * so what asks whether the channel is open asks isClosed, and nobody binds it once more.
     *
     * The JDK cancels a key in two steps: it marks the key, then it tells the selector. A cancel that
     * finds the mark does nothing, so a carrier that releases the source between the two would not
     * make its selector forget the channel, and the descriptor would not be given back. So a source
     * is released when all cancels are complete: the thread that claims `closing` does it, or has the
     * carrier do it, after the NIO channel's close has returned, on whatever thread that was. Others
     * that close only wait for the NIO channel's close.
     *
     * A race between close and bind (is safely handled). Thread A closes: it writes closing, then
     * reads bound; closes the NIO channel; writes closed, then reads bound again. Carrier C binds: it
     * writes bound, then reads closed, then closing.
     *   - C reads closed: A may have seen no binding at all, so C releases it.
     *   - C reads closing only: A sees the binding when it reads bound again. C leaves it to A.
     *   - C reads neither: A sees the binding both times.
     *
     * A race between bind and bind (is safely handled). Carriers A and B poll one channel for the
     * first time, both pass enter and both have to wait. A's CAS of bound comes first. B finds A's
     * binding when it reads bound, or when its own CAS fails; in the second case it takes its own
     * registration back. Either way it then does what it would have done a moment later: it checks
     * A's binding, which refuses it (E12), or lets it in if that is a detached one.
     *
     * A direction is claimed after that check only. So who waits in a carrier's source is polled by
     * its carrier, and a poll that is refused has no claim, no waker and no interest to take back.
     */
    final SelectableChannel channel;
    final Object owner;
    final Direction in;
    final Direction out;

    /** The reactor that was chosen when the channel was made, or null for that of the context. */
    final @Nullable DetachedReactor detached;

    /** I/O calls made; confined to the polling thread. */
    long ioCalls;

    /** Written by the polling carrier, read by every thread that polls or closes. */
    private volatile @Nullable Bound bound;

    /** Whether close has begun; claimed by the thread that closes, before it reads bound. */
    private volatile boolean closing;

    /**
     * Whether the NIO channel's close has returned; written by that thread before it reads bound.
     */
    private volatile boolean closed;

    /**
     * Makes the binding of a channel.
     *
     * @param owner names the channel in messages
     */
    ChannelBinding(SelectableChannel channel, Object owner, @Nullable DetachedReactor detached) {
        this(
                channel,
                owner,
                detached,
                new Direction(owner instanceof PollServerSocket ? "accept" : "read", false),
                new Direction("write", false));
    }

    private ChannelBinding(
            SelectableChannel channel,
            Object owner,
            @Nullable DetachedReactor detached,
            Direction in,
            Direction out) {
        this.channel = channel;
        this.owner = owner;
        this.detached = detached;
        this.in = in;
        this.out = out;
    }

    /** The view that a detached reactor's carrier has of the same channel. */
    ChannelBinding innerView() {
        return new ChannelBinding(
                channel, owner, null, new Direction(in.verb, true), new Direction(out.verb, true));
    }

    /** Whether the channel is closed, or about to be. */
    boolean isClosed() {
        return closing || !channel.isOpen(); // volatile read
    }

    boolean isBound() {
        return bound != null; // volatile read
    }

    /** The checks of every poll, before any I/O. */
    void enter(Context cx, Direction direction, Object operation) {
        Bound current = bound; // volatile read
        if (current != null) {
            current.check(cx.reactor());
        } else if (channel.isBlocking()) { // cannot change any more once it is registered
            throw new IllegalBlockingModeException();
        }
        if (!direction.isFreeFor(operation)) {
            throw concurrent(direction);
        }
    }

    /**
     * Makes the operation wait until the direction is ready.
     *
     * @return true if it is ready already
     */
    boolean await(Context cx, Direction direction, int op, Object operation) throws IOException {
        if (direction.isHeldBy(operation) && direction.keyCancelled && !isClosed()) {
            throw new CancelledKeyException();
        }
        Bound home = bindOrCheck(cx);
        if (!direction.claim(operation)) {
            throw concurrent(direction);
        }
        return home.await(direction, op, cx.waker());
    }

    /** The operation is done or cancelled. */
    void leave(Direction direction, Object operation) {
        if (direction.isHeldBy(operation)) {
            Bound current = bound; // volatile read
            if (current != null) {
                current.endWait(direction);
            }
            direction.unclaim();
        }
    }

    /** Closes the NIO channel and gives up the lease; from any thread. */
    void close() throws IOException {
        boolean claimed = beginClose();
        try {
            channel.close(); // waits for one on another thread
        } finally {
            if (claimed) {
                channelClosed();
            }
        }
    }

    /**
     * The NIO channel will be closed; from any thread.
     *
     * @return false if it is being closed already, or was
     */
    boolean beginClose() {
        if ((boolean) CLOSING.getAndSet(this, true)) { // volatile: by one of them, before the read
            return false;
        }
        Bound current = bound; // volatile read
        if (current != null) {
            current.closeBegins();
        }
        return true;
    }

    /** Closes where nobody could be told of a failure. */
    void closeQuietly() {
        try {
            close();
        } catch (IOException ignored) {
            // it is closed all the same
        }
    }

    /** The NIO channel has been closed; by the thread that began it. */
    void channelClosed() {
        closed = true; // volatile write, before the read
        Bound current = bound; // volatile read
        if (current != null) {
            current.channelClosed();
        }
    }

    boolean isBoundTo(Bound expected) {
        return bound == expected; // volatile read
    }

    void unbind(Bound expected) {
        BOUND.compareAndSet(this, expected, null); // volatile
    }

    /** The binding in which a poll of this context may wait. */
    private Bound bindOrCheck(Context cx) throws IOException {
        while (!isClosed()) {
            Bound current = bound; // volatile read
            if (current == null) {
                current = bind(cx);
                if (current != null) {
                    return current;
                }
            } else if (current.check(cx.reactor())) {
                return current;
            }
            // else another was faster, or has been unbound, or the channel is closed: look again
        }
        throw new ClosedChannelException();
    }

    /** Binds the channel to this context; null if another one was faster. */
    private @Nullable Bound bind(Context cx) throws IOException {
        Bound made = detached != null ? new DetachedSource(this, detached) : register(cx);
        if (!BOUND.compareAndSet(this, null, made)) { // volatile
            made.discard();
            return null;
        }
        if (closed) { // volatile read, after the write to bound
            made.channelClosed();
        }
        if (isClosed()) { // else whoever closes finds the binding
            throw new ClosedChannelException();
        }
        return made;
    }

    private Bound register(Context cx) throws IOException {
        ReactorLease<SelectorReactor> lease;
        try {
            lease = cx.reactor().acquire(SelectorReactor.class, SelectorReactor::open);
        } catch (ReactorUnsupportedException noReactorHere) {
            return new DetachedSource(this, DetachedReactor.shared());
        }
        try {
            return lease.hook().register(this, lease);
        } catch (Throwable failure) {
            lease.close();
            throw failure;
        }
    }

    private IllegalStateException concurrent(Direction direction) {
        return new IllegalStateException(
                owner
                        + ": another "
                        + direction.verb
                        + " is pending. One operation per direction can wait at a time; await or"
                        + " cancel the first one.");
    }

    @Override
    public String toString() {
        return owner.toString();
    }

    private static final VarHandle BOUND;
    private static final VarHandle CLOSING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BOUND = lookup.findVarHandle(ChannelBinding.class, "bound", Bound.class);
            CLOSING = lookup.findVarHandle(ChannelBinding.class, "closing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
