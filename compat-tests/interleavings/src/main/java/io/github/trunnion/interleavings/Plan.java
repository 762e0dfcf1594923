package io.github.trunnion.interleavings;

/**
 * How a run explores; the seed decides. A mask of -1 means never, another one that all its bits are
 * zero in a random number.
 *
 * @param byPriority whether the highest priority runs; else a random thread
 * @param decideMask when to lower a priority, or to switch at random
 * @param jumpMask when time moves to the next deadline although threads run
 * @param spuriousMask when a park returns for no reason
 * @param drainMask when the oldest plain write leaves the store buffer
 * @param buffersStores whether plain writes are buffered at all
 */
record Plan(
        boolean byPriority,
        long decideMask,
        long jumpMask,
        long spuriousMask,
        long drainMask,
        boolean buffersStores) {

    static Plan of(Randomness random) {
        long bits = random.next();
        boolean byPriority = (bits & 1) == 0;
        int shift = (int) ((bits >>> 1) & 0x7FFF) % 5;
        return new Plan(
                byPriority,
                (1L << (byPriority ? 3 + shift : 1 + shift)) - 1,
                (bits >>> 16 & 3) == 0 ? 31 : -1,
                (bits >>> 18 & 3) == 0 ? 15 : -1,
                (bits >>> 21 & 1) == 0 ? 7 : -1,
                (bits >>> 20 & 1) == 0);
    }
}
