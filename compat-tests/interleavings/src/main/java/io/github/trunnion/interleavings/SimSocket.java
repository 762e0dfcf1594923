package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A connected socket channel of the JDK, whose peer and system are the scenario. */
public final class SimSocket extends SocketChannel {
    /*
     * Overview
     *
     * A model of the JDK's SocketChannelImpl in non-blocking mode. A close is, with steps between:
     *
     *   CONNECTED, open     isOpen becomes false
     *   CONNECTED, closed   the state becomes CLOSING: from now on reads fail, and events that the
     *                       system still reports mean nothing
     *   CLOSING             the descriptor is given back, unless the channel has a key
     *   CLOSING             its keys are cancelled
     *
     * A selector that deregisters the last key of a closed channel gives the descriptor back, if
     * the state is CLOSING. Both do it by the same exchange of the state, so once.
     *
     * The final methods that SocketChannel inherits have a state of their own and locks of the JDK;
     * Schedule calls the ones here instead.
     */
    private static final int OPEN = Sites.add("channel.isOpen");
    private static final int CLOSE = Sites.add("channel.close: no longer open");
    private static final int CLOSING = Sites.add("channel.close: CLOSING");
    private static final int TRY_CLOSE = Sites.add("channel.close: gives back the descriptor");
    private static final int CANCEL_KEYS = Sites.add("channel.close: cancels its keys");
    private static final int KILL = Sites.add("channel is killed by the selector");
    private static final int REGISTER = Sites.add("channel.register");
    private static final int KEY = Sites.add("channel.keyFor");
    private static final int READ = Sites.add("channel.read");
    private static final int ARRIVE = Sites.add("data arrives");

    private enum State {
        CONNECTED,
        CLOSING,
        CLOSED
    }

    private final SimLock closeLock = new SimLock();
    private final List<SimKey> keys = new ArrayList<>(1);

    private State state = State.CONNECTED;
    private boolean open = true;
    private boolean blocking = true;
    private int available;
    private int givenBack;
    private int vain;

    /** Makes a connected socket. */
    public SimSocket() {
        super(SelectorProvider.provider());
    }

    static SimSocket of(Channel channel) {
        if (channel instanceof SimSocket socket) {
            return socket;
        }
        Schedule.unsupported(String.valueOf(channel));
        throw new IllegalStateException("a channel of the JDK");
    }

    // For scenarios

    /**
     * Bytes of the peer arrive.
     *
     * @param count how many
     */
    public void arrive(int count) {
        Schedule.write(ARRIVE);
        available += count;
    }

    /** Somebody cancels the keys of the channel behind the back of its wrapper. */
    public void cancelKeys() {
        Schedule.read(CANCEL_KEYS);
        List.copyOf(keys).forEach(SimKey::cancel);
    }

    /** Whether the channel has a key, be it a cancelled one. */
    public boolean hasKey() {
        return !keys.isEmpty();
    }

    /** How many bytes nobody has read. */
    public int left() {
        return available;
    }

    /** How often the descriptor was given back to the system. */
    public int givenBack() {
        return givenBack;
    }

    /** How many events ended a select for nothing, though the key was not cancelled. */
    public int vainEvents() {
        return vain;
    }

    // In place of final methods

    boolean stillOpen() {
        Schedule.read(OPEN);
        return open;
    }

    boolean blocks() {
        return blocking;
    }

    void setBlocking(boolean wanted) throws ClosedChannelException {
        requireOpen();
        blocking = wanted;
    }

    void shut() {
        closeLock.lock();
        try {
            if (open) {
                Schedule.write(CLOSE);
                open = false;
                Schedule.write(CLOSING);
                state = State.CLOSING;
                Schedule.write(TRY_CLOSE);
                tryClose();
                cancelKeys();
            }
        } finally {
            closeLock.unlock();
        }
    }

    private void tryClose() {
        if (state == State.CLOSING && keys.isEmpty()) {
            state = State.CLOSED;
            givenBack++;
        }
    }

    @Nullable SelectionKey keyIn(Selector selector) {
        Schedule.read(KEY);
        return find(selector);
    }

    private @Nullable SimKey find(Selector selector) {
        for (SimKey key : keys) {
            if (key.selector() == selector) {
                return key;
            }
        }
        return null;
    }

    SelectionKey registerIn(Selector selector, int ops) throws ClosedChannelException {
        requireOpen();
        if (blocking) {
            throw new IllegalBlockingModeException();
        }
        Schedule.write(REGISTER);
        if (!open) {
            throw new ClosedChannelException();
        }
        SimKey key = find(selector);
        if (key == null) {
            key = ((SimSelector) selector).register(this, ops);
            keys.add(key);
        } else {
            key.attach(null);
            key.setInterest(ops);
        }
        return key;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!stillOpen()) {
            throw new ClosedChannelException();
        }
    }

    // For the selector

    /** What the system reports; without a step. */
    int systemReady() {
        return (available > 0 ? SelectionKey.OP_READ : 0) | SelectionKey.OP_WRITE;
    }

    /** What events of the system mean to the channel. */
    int translate(int ops) {
        return state == State.CONNECTED ? ops : 0;
    }

    void inVain(SimKey key) {
        vain += key.isValidNow() ? 1 : 0;
    }

    void forget(SimKey key) {
        keys.remove(key);
        key.invalidate();
    }

    /** A key has gone. */
    void finishClose() {
        if (!stillOpen() && keys.isEmpty()) {
            Schedule.write(KILL);
            tryClose();
        }
    }

    // Input and output

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        Schedule.write(READ);
        if (state != State.CONNECTED) {
            throw new ClosedChannelException();
        }
        int count = Math.min(available, buffer.remaining());
        available -= count;
        buffer.position(buffer.position() + count);
        return count;
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    // What sockets have besides

    @Override
    public SocketChannel bind(@Nullable SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketChannel shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel shutdownOutput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean finishConnect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseSelectableChannel() {
        throw new IllegalStateException("A close was not replaced.");
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        throw new IllegalStateException("A change of the blocking mode was not replaced.");
    }

    @Override
    public String toString() {
        return "SimSocket";
    }
}
