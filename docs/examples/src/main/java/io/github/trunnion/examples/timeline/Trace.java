package io.github.trunnion.examples.timeline;

import io.github.trunnion.examples.timeline.Span.State;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The carriers of a recording, by name. */
final class Trace {
    private static final int REPORT_EVERY = 1 << 14;

    private final Map<String, Lane> lanes = new TreeMap<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * Reads a recording.
     *
     * @param progress is told how many events have been read, now and then
     */
    static Trace read(Path recording, LongConsumer progress) throws IOException {
        Trace trace = new Trace();
        long read = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                trace.add(file.readEvent());
                if (++read % REPORT_EVERY == 0) {
                    progress.accept(read);
                }
            }
        }
        progress.accept(read);
        return trace;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "trunnion.Park" -> {
                String kind = event.getString("kind");
                State state = "plain".equals(kind) ? State.PLAIN : State.HOOK;
                lane(event).addPark(span(event, state, kind));
            }
            case "trunnion.SlowPoll" ->
                    lane(event).addSlow(span(event, State.RUNNING, event.getString("ran")));
            case "trunnion.Stall" ->
                    lane(event).addStall(span(event, State.STALLED, event.getString("running")));
            default -> {
                // of the JVM, or not drawn
            }
        }
    }

    private Lane lane(RecordedEvent event) {
        return lanes.computeIfAbsent(event.getString("carrier"), Lane::new);
    }

    private Span span(RecordedEvent event, State state, String text) {
        Span span = new Span(state, nanos(event.getStartTime()), nanos(event.getEndTime()), text);
        first = Math.min(first, span.start());
        last = Math.max(last, span.end());
        return span;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }
}
