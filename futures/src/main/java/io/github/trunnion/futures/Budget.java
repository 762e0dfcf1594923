package io.github.trunnion.futures;

/** How much one poll of a future of ours does before it lets others run. */
final class Budget {

    /** Repetitions, entered futures or polled children of one poll. */
    static final int PER_POLL = 64;

    private Budget() {}
}
