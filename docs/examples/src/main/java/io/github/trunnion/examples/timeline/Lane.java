package io.github.trunnion.examples.timeline;

import io.github.trunnion.examples.timeline.Span.State;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one carrier did, as far as it is recorded. */
final class Lane {
    private static final Comparator<Span> BY_START = Comparator.comparingLong(Span::start);

    final String carrier;
    private final List<Span> parks = new ArrayList<>();
    private final List<Span> slow = new ArrayList<>();
    private final List<Span> stalls = new ArrayList<>();

    Lane(String carrier) {
        this.carrier = carrier;
    }

    void addPark(Span park) {
        parks.add(park);
    }

    void addSlow(Span run) {
        slow.add(run);
    }

    /** Adds a stall, or tells that one lasted longer: each is told when found and when over. */
    void addStall(Span stall) {
        stalls.removeIf(known -> known.start() == stall.start() && known.nanos() <= stall.nanos());
        if (stalls.stream().noneMatch(known -> known.start() == stall.start())) {
            stalls.add(stall);
        }
    }

    List<Span> stalls() {
        return stalls.stream().sorted(BY_START).toList();
    }

    /** The longest runs, longest first. */
    List<Span> slowest(int most) {
        return slow.stream()
                .sorted(Comparator.comparingLong(Span::nanos).reversed())
                .limit(most)
                .toList();
    }

    int parks() {
        return parks.size();
    }

    /**
     * The time without gaps, from the first to the last that is known: what lies between two parks,
     * a carrier has run.
     */
    List<Span> spans() {
        List<Span> known = new ArrayList<>(parks);
        slow.forEach(run -> known.add(new Span(State.RUNNING, run.start(), run.end(), run.text())));
        known.sort(BY_START);
        List<Span> spans = new ArrayList<>();
        long at = known.isEmpty() ? 0 : known.getFirst().start();
        for (Span span : known) {
            if (span.start() > at) {
                spans.add(new Span(State.RUNNING, at, span.start(), ""));
            }
            long start = Math.max(at, span.start());
            if (span.end() > start) {
                spans.add(new Span(span.state(), start, span.end(), span.text()));
                at = span.end();
            }
        }
        return spans;
    }
}
