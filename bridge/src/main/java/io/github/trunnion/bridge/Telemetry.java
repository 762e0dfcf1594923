package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

/** Tells the flight recorder what happens; nothing where there is none. Never throws. */
class Telemetry {
    /*
     * Overview
     *
     * The module jdk.jfr need not be there, so only the subclass names it, and that is loaded only
     * if it is. What takes time is told by two calls: the first gives null unless somebody records
     * such an event, and then the second is not made. With no recording that costs a look.
     */
    static final Telemetry INSTANCE = load();

    private static Telemetry load() {
        try {
            Class.forName("jdk.jfr.Event", false, Telemetry.class.getClassLoader());
            return new FlightRecorderTelemetry();
        } catch (ReflectiveOperationException | LinkageError absent) {
            return new Telemetry();
        }
    }

    @Nullable Object beginPark() {
        return null;
    }

    void endPark(Object begun, Carrier carrier, ReactorHook hook, int events) {}

    @Nullable Object beginRun(Node node) {
        return null;
    }

    void endRun(Object begun, Carrier carrier) {}

    /** A carrier is well; a stall may begin now. */
    @Nullable Object beginStall() {
        return null;
    }

    /** A stall was found or is over. */
    void stall(@Nullable Object begun, Carrier carrier, Glimpse glimpse, boolean over) {}

    void conflict(Carrier carrier, HookRegistration held, String wanted) {}

    void hookFailed(Carrier carrier, ReactorHook hook, Throwable cause) {}

    /** The virtual thread runs on although its carrier has ended. */
    void forwarded(Object thread) {}
}
