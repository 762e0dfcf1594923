package io.github.trunnion.bridge;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

import org.jspecify.annotations.Nullable;

/** The events of the flight recorder. The hot ones are off unless asked for. */
final class FlightEvents {
    private static final String CATEGORY = "Trunnion";
    private static final String CARRIER = "Carrier";

    private FlightEvents() {}

    /** A wait of a carrier. */
    @Name("trunnion.Park")
    @Label("Carrier Park")
    @Description("A carrier had nothing to do and waited, in a reactor hook or plainly")
    @Category(CATEGORY)
    @Enabled(false)
    @Threshold("1 ms")
    @StackTrace(false)
    static final class Park extends Event {
        @Label(CARRIER)
        @Nullable String carrier;

        @Label("Kind")
        @Description("'plain', or the class of the hook")
        @Nullable String kind;

        @Label("Events")
        @Description("How many events the hook says it has dispatched")
        int events;
    }

    /** Something ran for long. */
    @Name("trunnion.SlowPoll")
    @Label("Slow Poll")
    @Description("A poll, an action or a run of a virtual thread that kept its carrier for long")
    @Category(CATEGORY)
    @Enabled(false)
    @Threshold("10 ms")
    @StackTrace(false)
    static final class SlowPoll extends Event {
        @Label(CARRIER)
        @Nullable String carrier;

        @Label("Ran")
        @Description("The future, the action or the virtual thread")
        @Nullable String ran;

        transient Object subject = "";
    }

    /** A carrier does not come round. */
    @Name("trunnion.Stall")
    @Label("Carrier Stall")
    @Description(
            "A watched carrier does not come round: told when that is found, and again when it is"
                    + " over")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class Stall extends Event {
        @Label(CARRIER)
        @Nullable String carrier;

        @Label("Running")
        @Nullable String running;

        @Label("Pinned")
        @Description("Whether that is a pinned virtual thread that waits")
        boolean pinned;

        @Label("Stack")
        @Description("The stack of what runs")
        @Nullable String stack;

        @Label("Over")
        boolean over;
    }

    /** A second reactor was refused. */
    @Name("trunnion.ReactorConflict")
    @Label("Reactor Conflict")
    @Description("A reactor was refused because the carrier has another one")
    @Category(CATEGORY)
    static final class ReactorConflict extends Event {
        @Label(CARRIER)
        @Nullable String carrier;

        @Label("Held")
        @Nullable String held;

        @Label("Wanted")
        @Nullable String wanted;

        @Label("Leases")
        int leases;
    }

    /** A reactor has failed. */
    @Name("trunnion.HookFailed")
    @Label("Reactor Hook Failed")
    @Description("A reactor hook threw and was taken out of its carrier's slot")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class HookFailed extends Event {
        @Label(CARRIER)
        @Nullable String carrier;

        @Label("Hook")
        @Nullable String hook;

        @Label("Cause")
        @Nullable String cause;
    }

    /** A virtual thread goes on without its carrier. */
    @Name("trunnion.ForwardedContinuation")
    @Label("Forwarded Continuation")
    @Description("A virtual thread whose carrier has ended runs on, on another thread")
    @Category(CATEGORY)
    @StackTrace(false)
    static final class ForwardedContinuation extends Event {
        @Label("Virtual Thread")
        @Nullable String continuation;
    }
}
