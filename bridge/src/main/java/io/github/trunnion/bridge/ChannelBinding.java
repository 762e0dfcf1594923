package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.WrongContextException;

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
     * A race between close and bind (is safely handled). Thread A closes: it writes closing, then
     * reads bound. Carrier C binds: it writes bound, then reads closing. Whatever the interleaving,
     * A sees the binding or C sees the close, or both; releasing a binding twice does nothing.
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

    /** Whether close has begun; written by whoever closes, before bound is read. */
    private volatile boolean closing;

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
        if (!direction.claim(operation)) {
            throw concurrent(direction);
        }
        if (isClosed()) {
            throw new ClosedChannelException();
        }
        if (direction.keyCancelled) {
            direction.keyCancelled = false;
            throw new CancelledKeyException();
        }
        Bound current = bound; // volatile read
        if (current == null) {
            current = bind(cx);
        }
        return current.await(direction, op, cx.waker());
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
        beginClose();
        try {
            channel.close();
        } finally {
            channelClosed();
        }
    }

    /** The NIO channel will be closed; from any thread. */
    void beginClose() {
        closing = true; // volatile write, before the read
        Bound current = bound; // volatile read
        if (current != null) {
            current.closeBegins();
        }
    }

    /** Closes where nobody could be told of a failure. */
    void closeQuietly() {
        try {
            close();
        } catch (IOException ignored) {
            // it is closed all the same
        }
    }

    /** The NIO channel has been closed; from any thread. */
    void channelClosed() {
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

    private Bound bind(Context cx) throws IOException {
        Bound made = detached != null ? new DetachedSource(this, detached) : register(cx);
        if (!BOUND.compareAndSet(this, null, made)) { // volatile
            made.discard();
            throw new WrongContextException(
                    owner + " is being used in two contexts at once (E12): " + bound + ", " + made);
        }
        if (isClosed()) { // after the write to bound
            made.channelClosed();
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

    static {
        try {
            BOUND =
                    MethodHandles.lookup()
                            .findVarHandle(ChannelBinding.class, "bound", Bound.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
