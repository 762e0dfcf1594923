package io.github.trunnion.soak;

import io.github.trunnion.bridge.CarrierCounters;

/**
 * What carriers say they have done.
 *
 * @param handOffs wakes, spawns and other work that other threads handed over
 * @param parked hand-offs that ended a park
 * @param parks parks, plain and in a hook
 * @param polls polls of tasks
 */
record Totals(long handOffs, long parked, long parks, long polls) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    static Totals of(CarrierCounters counters) {
        return new Totals(
                counters.foreignSubmits(), counters.unparks(), counters.parks(), counters.polls());
    }

    Totals plus(Totals other) {
        return new Totals(
                handOffs + other.handOffs,
                parked + other.parked,
                parks + other.parks,
                polls + other.polls);
    }
}
