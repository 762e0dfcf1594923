package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Opens a channel and connects it; whatever happens but success, the channel is closed. */
final class ConnectFuture implements PollFuture<PollSocket> {
    private final SocketAddress remote;
    private final @Nullable DetachedReactor detached;
    private @Nullable Finish finish;
    private boolean done;

    ConnectFuture(SocketAddress remote, @Nullable DetachedReactor detached) {
        this.remote = requireNonNull(remote, "remote");
        this.detached = detached;
    }

    @Override
    public Poll<PollSocket> poll(Context cx) throws IOException {
        requireNonNull(cx, "cx");
        if (done) {
            throw new IllegalStateException("Polled after it was done (F3): " + this);
        }
        Finish current = finish;
        Poll<PollSocket> result = current == null ? start(cx) : proceed(current, cx);
        done = result.isReady();
        return result;
    }

    private Poll<PollSocket> start(Context cx) throws IOException {
        done = true; // if it fails
        PollSocket socket =
                new PollSocket(
                        remote instanceof UnixDomainSocketAddress
                                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                                : SocketChannel.open(),
                        detached);
        try {
            socket.channel().configureBlocking(false);
            if (socket.channel().connect(remote)) {
                return Poll.ready(socket);
            }
        } catch (Throwable failure) {
            socket.closeQuietly();
            throw failure;
        }
        Finish next = new Finish(socket);
        finish = next;
        return proceed(next, cx);
    }

    private Poll<PollSocket> proceed(Finish current, Context cx) throws IOException {
        try {
            return current.poll(cx);
        } catch (Throwable failure) {
            done = true;
            current.socket.closeQuietly();
            throw failure;
        }
    }

    @Override
    public void cancel() {
        done = true;
        if (finish != null) {
            finish.cancel();
            finish.socket.closeQuietly();
        }
    }

    @Override
    public void onDiscard(PollSocket socket) {
        socket.closeQuietly();
    }

    @Override
    public String toString() {
        return "connect to " + remote;
    }

    /** The second half, which waits. */
    private static final class Finish extends IoFuture<PollSocket> {
        final PollSocket socket;

        Finish(PollSocket socket) {
            super(socket.binding, socket.binding.out, SelectionKey.OP_CONNECT);
            this.socket = socket;
            direction.ready = false; // connect has just said so
        }

        @Override
        Poll<PollSocket> attempt() throws IOException {
            return socket.channel().finishConnect() ? Poll.ready(socket) : Poll.pending();
        }
    }
}
