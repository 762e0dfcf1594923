package io.github.trunnion.interleavings;

/**
 * A plain field of a scenario, with the store buffers of x86: what a thread writes may stay unseen
 * by others until that thread's next volatile write or read-modify-write. (A volatile read does not
 * end that.) This is how a read in place of a read-modify-write shows.
 */
public final class Cell {
    int value;

    /** Makes a cell that holds 0. */
    public Cell() {}

    /**
     * A plain write.
     *
     * @param newValue the value
     */
    public void set(int newValue) {
        SimThread self = Schedule.self();
        if (self == null || !self.run.buffersStores()) {
            value = newValue;
        } else {
            self.buffer(this, newValue);
        }
    }

    /**
     * A plain read.
     *
     * @return the value that this thread sees
     */
    public int get() {
        SimThread self = Schedule.self();
        if (self == null) {
            return value;
        }
        self.run.step(self, Sites.CELL, false);
        return self.valueOf(this);
    }
}
