package io.github.trunnion.interleavings;

/** SplitMix64: all choices of a run come from its seed. */
final class Randomness {
    private long state;

    Randomness(long seed) {
        state = seed * 0x9E3779B97F4A7C15L;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }
}
