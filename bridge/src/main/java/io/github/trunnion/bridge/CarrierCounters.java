package io.github.trunnion.bridge;

/**
 * What a carrier has done since it started. Each figure only grows; the figures of one snapshot are
 * read one after the other while the carrier goes on.
 *
 * @param polls polls of tasks; the children that a task polls itself are not counted
 * @param runnables actions given to {@code execute}
 * @param foreignSubmits wakes, spawns and other work handed over by other threads
 * @param parksPlain parks without a reactor
 * @param parksHook parks inside a registered reactor hook
 * @param unparks parks that another thread ended; in total never more than the parks
 * @param turns non-blocking looks at the hook while tasks were waiting
 * @param events events that hooks said they dispatched
 * @param spuriousReturns parks that returned with no event, no unpark and no deadline due
 * @param conflicts acquires that were refused because another reactor is held
 * @param continuations runs of virtual threads, each from a start or a resume to a park or the end
 * @param stalls stalls that {@link BridgeBuilder#stallLimit} has found
 */
public record CarrierCounters(
        long polls,
        long runnables,
        long foreignSubmits,
        long parksPlain,
        long parksHook,
        long unparks,
        long turns,
        long events,
        long spuriousReturns,
        long conflicts,
        long continuations,
        long stalls) {
    static final CarrierCounters NONE = new CarrierCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    CarrierCounters plus(CarrierCounters other) {
        return new CarrierCounters(
                polls + other.polls,
                runnables + other.runnables,
                foreignSubmits + other.foreignSubmits,
                parksPlain + other.parksPlain,
                parksHook + other.parksHook,
                unparks + other.unparks,
                turns + other.turns,
                events + other.events,
                spuriousReturns + other.spuriousReturns,
                conflicts + other.conflicts,
                continuations + other.continuations,
                stalls + other.stalls);
    }

    /**
     * How often the carrier parked, in a hook or plainly.
     *
     * @return the sum of both
     */
    public long parks() {
        return parksPlain + parksHook;
    }
}
