package io.github.trunnion.interleavings;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** The key of a simulated socket in a simulated selector. */
final class SimKey extends SelectionKey {
    private static final int VALID = Sites.add("SelectionKey.isValid");
    private static final int CANCEL = Sites.add("SelectionKey.cancel");
    private static final int INTEREST = Sites.add("SelectionKey.interestOps");
    private static final int READY = Sites.add("SelectionKey.readyOps");

    final SimSocket channel;
    private final SimSelector selector;

    private boolean valid = true;
    private int interest;

    /** What the last select found. */
    int ready;

    /** The interest that the system knows of; confined to who selects. */
    int armed;

    SimKey(SimSocket channel, SimSelector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    @Override
    public boolean isValid() {
        Schedule.read(VALID);
        return valid;
    }

    /** The same without a step. */
    boolean isValidNow() {
        return valid;
    }

    /** Marks the key, and then tells the selector: two steps, as in the JDK. */
    @Override
    public void cancel() {
        Schedule.write(CANCEL);
        if (valid) {
            valid = false;
            selector.cancelled(this);
        }
    }

    /** The key has left its channel. */
    void invalidate() {
        valid = false;
    }

    @Override
    public int interestOps() {
        Schedule.read(INTEREST);
        requireValid();
        return interest;
    }

    int interestNow() {
        return interest;
    }

    @Override
    public SelectionKey interestOps(int ops) {
        Schedule.write(INTEREST);
        setInterest(ops);
        return this;
    }

    /** The same without a step. */
    void setInterest(int ops) {
        requireValid();
        if (interest != ops) {
            interest = ops;
            selector.changed(this);
        }
    }

    @Override
    public int readyOps() {
        Schedule.read(READY);
        requireValid();
        return ready;
    }

    private void requireValid() {
        if (!valid) {
            throw new CancelledKeyException();
        }
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Selector selector() {
        return selector;
    }
}
