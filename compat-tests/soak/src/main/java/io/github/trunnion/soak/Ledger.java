package io.github.trunnion.soak;

import java.util.concurrent.atomic.LongAdder;

/** What the owners of {@link Tracked} futures did to them. */
final class Ledger {
    /** Polls that returned a value. */
    final LongAdder values = new LongAdder();

    /** Polls that threw. */
    final LongAdder failures = new LongAdder();

    final LongAdder cancels = new LongAdder();
    final LongAdder discards = new LongAdder();

    /** Futures that are done or cancelled. */
    long ended() {
        return values.sum() + failures.sum() + cancels.sum();
    }
}
