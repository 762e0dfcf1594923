package io.github.trunnion.benchmarks.growth;

/**
 * Something whose cost is measured at several sizes.
 *
 * @param name what grows, one word or several
 * @param unit what the size counts
 * @param least the smallest size
 * @param most the largest size
 * @param exponent what the exponent of the total cost may be
 * @param body what is measured
 */
record Sweep(String name, String unit, int least, int most, double exponent, Body body) {
    /** One measurement. */
    @FunctionalInterface
    interface Body {
        /** Nanoseconds for so many. */
        long nanos(int size) throws Exception;
    }

    /** Total cost in proportion to the size, and a tenth for caches and heap. */
    static Sweep linear(String name, String unit, int least, int most, Body body) {
        return new Sweep(name, unit, least, most, 1.1, body);
    }
}
