package io.github.trunnion.netty;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** Has an interrupt of the carrier end a wait that the JDK knows nothing of. */
final class InterruptWakeup extends AbstractSelector {
    /*
     * Overview
     *
     * Netty's native waits do not end when their thread is interrupted, but a park does (H1). The JDK
     * tells one thing in the world of an interrupt: the channel or selector that the thread has said
     * it is about to block in, by begin. So this is a selector for that purpose only.
     */
    private final Runnable wakeup;

    InterruptWakeup(Runnable wakeup) {
        super(SelectorProvider.provider());
        this.wakeup = wakeup;
    }

    /** The thread is about to wait; if it is interrupted already, the wakeup runs here. */
    void enter() {
        begin();
    }

    void leave() {
        end();
    }

    /** Called by the thread that interrupts. */
    @Override
    public Selector wakeup() {
        wakeup.run();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() throws IOException {
        throw new UnsupportedOperationException();
    }
}
