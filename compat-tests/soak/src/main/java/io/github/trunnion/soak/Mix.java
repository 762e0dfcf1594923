package io.github.trunnion.soak;

/** Content that both sides can compute: the finisher of SplitMix64. */
final class Mix {
    private Mix() {}

    static long of(long number) {
        long z = (number + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Fills the array from a stream of bytes, beginning at the given place of the stream. */
    static void fill(byte[] into, int length, long stream, long from) {
        for (int i = 0; i < length; i++) {
            into[i] = at(stream, from + i);
        }
    }

    /** One byte of a stream. */
    static byte at(long stream, long place) {
        return (byte) (of(stream ^ (place >>> 3)) >>> ((place & 7) << 3));
    }
}
