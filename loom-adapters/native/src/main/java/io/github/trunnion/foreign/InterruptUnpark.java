package io.github.trunnion.foreign;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Makes an interrupt of the thread that is between {@link #enter} and {@link #exit} call an action.
 *
 * <p>A thread that waits in native code does not notice an interrupt. The JDK tells selectors of
 * it, whoever has written them; this is one that selects nothing.
 */
final class InterruptUnpark extends AbstractSelector {
    private final Runnable unpark;

    InterruptUnpark(Runnable unpark) {
        super(SelectorProvider.provider());
        this.unpark = unpark;
    }

    /** Calls the action at once if the thread is interrupted already; the flag stays set. */
    void enter() {
        begin();
    }

    void exit() {
        end();
    }

    /** Called by the JDK, on the thread that interrupts. */
    @Override
    public Selector wakeup() {
        unpark.run();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attached) {
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
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
