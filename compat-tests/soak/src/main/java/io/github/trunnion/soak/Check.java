package io.github.trunnion.soak;

/**
 * One line of the verdict.
 *
 * @param subject the load or the resource
 * @param claim what must hold
 * @param holds whether it does
 * @param detail the figures, and what else helps to understand a failure
 */
record Check(String subject, String claim, boolean holds, String detail) {

    /** Two sums that must be the same. */
    static Check equal(String subject, String claim, long left, long right) {
        return new Check(subject, claim, left == right, String.format("%,d = %,d", left, right));
    }
}
