package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Judges whether one carrier is stalled; confined to the thread that looks. */
final class StallWatch {
    /*
     * Overview
     *
     * The carrier counts the rounds of its loop, and says in its mailbox where it is parked. It is
     * stalled if looks over the time of the limit find the same round and no wait. A look that comes
     * late, because the whole process stood still, counts as one that came in time: else a carrier
     * would be blamed for a suspended machine.
     *
     * Many short tasks hold a carrier as one long one does, and then the one that runs just now is
     * not the one to blame. What the carrier has begun is counted by itself; if that has grown in the
     * later half of the limit, the report says so.
     *
     * Behind what was reported something else may begin in the same round and never end. That is
     * reported too, when it alone has held the carrier for the limit.
     *
     * A carrier that is inside the park of a hook counts as parked until somebody wakes it, or the
     * hook says that it is awake and runs wakers and handlers; what does not return then is found.
     * Awake is said to be a round of its own, so that the wait before is not held against it. What
     * such a hook runs is not counted; behind what was reported something else is known by the
     * place at which the carrier's thread is blocked for the limit.
     */
    private final Carrier carrier;
    private final long limit;
    private final long mostBetween;

    private boolean looked;
    private long rounds;
    private long lastLook;

    /** What the carrier had begun when it was last seen well, and at the last look. */
    private long begunBefore;

    private long begun;

    /** How much of the stall was over when that had last grown. */
    private long lastBegun;

    /** The last look that found the carrier well. */
    private long since;

    private long stalled;

    /** Begun when the carrier was last seen well; null if nobody records. */
    private @Nullable Object event;

    /** What was seen when the stall was found; null if there is none, or its culprit has ended. */
    private @Nullable Glimpse glimpse;

    /** Whether there was a report in this round. */
    private boolean reported;

    /** What the carrier had begun at the last report. */
    private long begunReported;

    /** Whether the last report was of many short ones. */
    private boolean many;

    /**
     * Where the thread is blocked in an awake hook, after a report, and since when in the stall.
     */
    private List<StackTraceElement> place = List.of();

    private long placeSince;
    private List<StackTraceElement> placeReported = List.of();

    StallWatch(Carrier carrier, long limit) {
        this.carrier = carrier;
        this.limit = limit;
        this.mostBetween = 2 * period();
    }

    /** The nanoseconds between two looks. */
    long period() {
        return Math.max(TimeUnit.MILLISECONDS.toNanos(1), limit / 4);
    }

    void look(long now) {
        long seen = carrier.vitals().rounds();
        if (!looked || seen != rounds || carrier.isWaiting()) {
            seenWell(seen, now);
        } else {
            stalled += Math.min(now - lastLook, mostBetween);
            long begunNow = carrier.begun();
            if (begunNow != begun) {
                begun = begunNow;
                lastBegun = stalled;
                if (!many) {
                    endStall();
                }
            }
            if (reported && carrier.vitals().isAwake()) {
                lookAtPlace(Glimpse.of(carrier));
            }
            if (isDue()) {
                endStall();
                glimpse = Glimpse.of(carrier);
                lookAtPlace(glimpse);
                placeReported = place;
                reported = true;
                begunReported = begun;
                many = isOneOfMany();
                Telemetry.INSTANCE.stall(event, carrier, glimpse, false);
                report(now - since, glimpse);
            }
        }
        lastLook = now;
    }

    private void seenWell(long round, long now) {
        endStall();
        looked = true;
        rounds = round;
        since = now;
        stalled = 0;
        begunBefore = carrier.begun();
        begun = begunBefore;
        lastBegun = 0;
        reported = false;
        place = List.of();
        placeReported = place;
        many = false;
        event = Telemetry.INSTANCE.beginStall();
    }

    /** Records that what was reported is over, if it is not recorded yet. */
    private void endStall() {
        if (glimpse != null) {
            Telemetry.INSTANCE.stall(event, carrier, glimpse, true);
            glimpse = null;
            event = Telemetry.INSTANCE.beginStall();
        }
    }

    private void lookAtPlace(Glimpse seen) {
        List<StackTraceElement> stack = seen.blocked() ? seen.stack() : List.of();
        if (!stack.equals(place)) {
            place = stack;
            placeSince = stalled;
        }
    }

    private boolean isDue() {
        if (!reported) {
            return stalled >= limit;
        }
        return begun != begunReported
                ? stalled - lastBegun >= limit
                : !place.isEmpty() && !place.equals(placeReported) && stalled - placeSince >= limit;
    }

    /** Whether what runs has not run for long, and others have before it. */
    private boolean isOneOfMany() {
        return begun - begunBefore > 1 && stalled - lastBegun < limit / 2;
    }

    private void report(long nanos, Glimpse glimpse) {
        carrier.countStall();
        HookRegistration held = carrier.slot().glimpse();
        carrier.report(
                new CarrierStalledException(
                        carrier.description()
                                + " has not come round for "
                                + TimeUnit.NANOSECONDS.toMillis(nanos)
                                + " ms. It runs "
                                + glimpse.running()
                                + ", whose stack this is"
                                + others()
                                + "; everything else on it waits"
                                + (held == null
                                        ? "."
                                        : ", and so do events of " + Label.of(held.hook) + ".")
                                + (glimpse.pinned() == null ? "" : " " + glimpse.pinned()),
                        glimpse.stack()));
    }

    private String others() {
        return isOneOfMany()
                ? ", after "
                        + (begun - begunBefore - 1)
                        + " other polls, actions and resumes in that time: many short ones hold a"
                        + " carrier as one long one does"
                : "";
    }
}
