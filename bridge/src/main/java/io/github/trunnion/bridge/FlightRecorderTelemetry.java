package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import jdk.jfr.FlightRecorder;

import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/** The only class that names the events of the flight recorder. */
final class FlightRecorderTelemetry extends Telemetry {
    /*
     * Overview
     *
     * Whether an event is recorded is asked of one object of its class that lives for ever, so
     * nothing is allocated to ask. That object is not made, and its class not registered, before there
     * is a recorder: the first event of a process takes the recorder long, and the first who would ask
     * is a carrier that parks. Whatever an event throws, being out of memory for instance, is
     * dropped: the loop goes on, and the thread of the dispatcher too.
     */
    private static final class Asked {
        static final FlightEvents.Park PARK = new FlightEvents.Park();
        static final FlightEvents.SlowPoll SLOW_POLL = new FlightEvents.SlowPoll();
        static final FlightEvents.Stall STALL = new FlightEvents.Stall();
    }

    @Override
    @Nullable Object beginPark() {
        return FlightRecorder.isInitialized() && Asked.PARK.isEnabled() ? newPark() : null;
    }

    private static @Nullable Object newPark() {
        try {
            FlightEvents.Park event = new FlightEvents.Park();
            event.begin();
            return event;
        } catch (Throwable dropped) {
            return null;
        }
    }

    @Override
    void endPark(Object begun, Carrier carrier, ReactorHook hook, int events) {
        try {
            FlightEvents.Park event = (FlightEvents.Park) begun;
            event.end();
            if (event.shouldCommit()) {
                event.carrier = carrier.thread().getName();
                event.kind = hook instanceof PlainPark ? "plain" : hook.getClass().getName();
                event.events = events;
                event.commit();
            }
        } catch (Throwable dropped) {
            // see above
        }
    }

    @Override
    @Nullable Object beginRun(Node node) {
        return FlightRecorder.isInitialized() && Asked.SLOW_POLL.isEnabled() ? newRun(node) : null;
    }

    private static @Nullable Object newRun(Node node) {
        try {
            FlightEvents.SlowPoll event = new FlightEvents.SlowPoll();
            event.subject = node.subject();
            event.begin();
            return event;
        } catch (Throwable dropped) {
            return null;
        }
    }

    @Override
    void endRun(Object begun, Carrier carrier) {
        try {
            FlightEvents.SlowPoll event = (FlightEvents.SlowPoll) begun;
            event.end();
            if (event.shouldCommit()) {
                event.carrier = carrier.thread().getName();
                event.ran = Label.of(event.subject);
                event.commit();
            }
        } catch (Throwable dropped) {
            // see above
        }
    }

    @Override
    @Nullable Object beginStall() {
        if (!FlightRecorder.isInitialized() || !Asked.STALL.isEnabled()) {
            return null;
        }
        FlightEvents.Stall event = new FlightEvents.Stall();
        event.begin();
        return event;
    }

    @Override
    void stall(@Nullable Object begun, Carrier carrier, Glimpse glimpse, boolean over) {
        if (begun instanceof FlightEvents.Stall event) {
            event.end();
            event.carrier = carrier.thread().getName();
            event.running = glimpse.running();
            event.pinned = glimpse.pinned() != null;
            event.stack =
                    glimpse.stack().stream()
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining("\n"));
            event.over = over;
            event.commit();
        }
    }

    @Override
    void conflict(Carrier carrier, HookRegistration held, String wanted) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        try {
            FlightEvents.ReactorConflict event = new FlightEvents.ReactorConflict();
            if (event.isEnabled()) {
                event.carrier = carrier.thread().getName();
                event.held = Label.of(held.hook);
                event.wanted = wanted;
                event.leases = held.leases();
                event.commit();
            }
        } catch (Throwable dropped) {
            // see above
        }
    }

    @Override
    void hookFailed(Carrier carrier, ReactorHook hook, Throwable cause) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        try {
            FlightEvents.HookFailed event = new FlightEvents.HookFailed();
            if (event.isEnabled()) {
                event.carrier = carrier.thread().getName();
                event.hook = Label.of(hook);
                event.cause = Label.of(cause);
                event.commit();
            }
        } catch (Throwable dropped) {
            // see above
        }
    }

    @Override
    void forwarded(Object thread) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        try {
            FlightEvents.ForwardedContinuation event = new FlightEvents.ForwardedContinuation();
            if (event.isEnabled()) {
                event.continuation = Label.of(thread);
                event.commit();
            }
        } catch (Throwable dropped) {
            // see above
        }
    }
}
