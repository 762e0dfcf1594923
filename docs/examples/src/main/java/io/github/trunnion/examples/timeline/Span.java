package io.github.trunnion.examples.timeline;

/**
 * A stretch of time of a carrier.
 *
 * @param state what it did
 * @param start nanoseconds since the epoch
 * @param end nanoseconds since the epoch
 * @param text what is known of it
 */
record Span(State state, long start, long end, String text) {
    /** What a carrier does; the order is that of the legend, and from bottom to top. */
    enum State {
        STALLED("stalled", "#d62728"),
        RUNNING("running", "#e8a33d"),
        HOOK("parked in a reactor hook", "#4c8bbf"),
        PLAIN("parked plainly", "#cfd8e0");

        final String label;
        final String colour;

        State(String label, String colour) {
            this.label = label;
            this.colour = colour;
        }
    }

    long nanos() {
        return end - start;
    }
}
