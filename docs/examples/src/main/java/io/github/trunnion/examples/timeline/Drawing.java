package io.github.trunnion.examples.timeline;

import io.github.trunnion.examples.timeline.Span.State;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** The picture of a trace, as SVG. */
final class Drawing {
    private static final int LEFT = 190;
    private static final int PLOT = 1_000;
    private static final int RIGHT = 30;
    private static final int TOP = 74;
    private static final int LANE = 44;
    private static final int GAP = 22;
    private static final int LINE = 18;
    private static final int MOST_LISTED = 8;
    private static final int LONGEST_TEXT = 110;
    private static final double NANOS = 1e9;

    private final Trace trace;
    private final Formatter svg = new Formatter(Locale.ROOT);

    private Drawing(Trace trace) {
        this.trace = trace;
    }

    static String of(Trace trace) {
        Drawing drawing = new Drawing(trace);
        drawing.draw();
        return drawing.svg.toString();
    }

    private void draw() {
        List<Lane> lanes = List.copyOf(trace.lanes());
        List<String> notes = notes(lanes);
        int bottom = TOP + lanes.size() * (LANE + GAP);
        int height = bottom + 40 + (notes.isEmpty() ? 0 : (notes.size() + 1) * LINE + 10);
        int width = LEFT + PLOT + RIGHT;
        svg.format(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                        + " font-family='sans-serif' font-size='12'>\n",
                width, height);
        svg.format("<rect width='100%%' height='100%%' fill='white'/>\n");
        svg.format("<text x='%d' y='24' font-size='16'>What the carriers did</text>\n", LEFT);
        legend();
        axis(bottom);
        for (int i = 0; i < lanes.size(); i++) {
            lane(lanes.get(i), TOP + i * (LANE + GAP));
        }
        for (int i = 0; i < notes.size(); i++) {
            text(LEFT, bottom + 58 + i * LINE, "", notes.get(i));
        }
        svg.format("</svg>\n");
    }

    private void legend() {
        int x = LEFT;
        for (State state : State.values()) {
            svg.format("<rect x='%d' y='38' width='14' height='14' fill='%s'/>\n", x, state.colour);
            text(x + 20, 50, "", state.label);
            x += 44 + 7 * state.label.length();
        }
    }

    private void axis(int bottom) {
        double seconds = seconds(trace.last());
        double step = step(seconds);
        for (int i = 0; i * step <= seconds; i++) {
            double x = LEFT + PLOT * i * step / Math.max(seconds, 1e-9);
            svg.format(
                    "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#dddddd'/>\n",
                    x, x, TOP - 6, bottom);
            svg.format(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#555555'>%s s</text>\n",
                    x, bottom + 16, number(i * step));
        }
    }

    /** 1, 2 or 5 times a power of ten, for ten steps at most. */
    private static double step(double seconds) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(seconds, 1e-6) / 10)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (seconds / (step * factor) <= 10) {
                return step * factor;
            }
        }
        return step * 10;
    }

    private void lane(Lane lane, int y) {
        Columns columns = new Columns(lane.spans(), trace.first(), trace.last(), PLOT);
        text(LEFT - 12, y + 18, "text-anchor='end' font-weight='bold'", lane.carrier);
        String summary =
                String.format(
                        Locale.ROOT,
                        "running %.0f %%, %,d parks",
                        100 * columns.total(State.RUNNING),
                        lane.parks());
        text(LEFT - 12, y + 34, "text-anchor='end' fill='#555555' font-size='11'", summary);
        svg.format("<g shape-rendering='crispEdges'>\n");
        int from = 0;
        for (int i = 1; i <= columns.count(); i++) {
            if (i == columns.count() || !columns.areAlike(from, i)) {
                columns(columns, from, i, y);
                from = i;
            }
        }
        svg.format("</g>\n");
        lane.stalls().forEach(stall -> stall(stall, y));
    }

    /** Columns that look alike: the states above each other, each as high as its share. */
    private void columns(Columns columns, int from, int to, int y) {
        double below = y + LANE;
        for (State state : State.values()) {
            double height = LANE * Math.min(1, columns.share(from, state));
            if (height > 0.2) {
                below -= height;
                svg.format(
                        "<rect x='%d' y='%.1f' width='%d' height='%.1f' fill='%s'/>\n",
                        LEFT + from, below, to - from, height, state.colour);
            }
        }
    }

    private void stall(Span stall, int y) {
        double x = LEFT + PLOT * seconds(stall.start()) / seconds(trace.last());
        double width = Math.max(2, PLOT * stall.nanos() / NANOS / seconds(trace.last()));
        svg.format(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>",
                x, y, width, LANE, State.STALLED.colour);
        svg.format("%s", escaped(stall.text()));
        svg.format("</title></rect>\n");
    }

    private static List<String> notes(List<Lane> lanes, long first) {
        List<Span> longest = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Lane lane : lanes) {
            lane.slowest(MOST_LISTED)
                    .forEach(
                            run ->
                                    longest.add(
                                            new Span(
                                                    run.state(),
                                                    run.start(),
                                                    run.end(),
                                                    lane.carrier + " ran " + run.text())));
        }
        longest.sort(Comparator.comparingLong(Span::nanos).reversed());
        if (!longest.isEmpty()) {
            notes.add("The longest runs:");
        }
        for (Span run : longest.subList(0, Math.min(MOST_LISTED, longest.size()))) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%,.0f ms at %.2f s: %s",
                            run.nanos() / 1e6,
                            (run.start() - first) / NANOS,
                            run.text()));
        }
        return notes;
    }

    private List<String> notes(List<Lane> lanes) {
        return notes(lanes, trace.first());
    }

    private double seconds(long time) {
        return (time - trace.first()) / NANOS;
    }

    private static String number(double seconds) {
        String text = String.format(Locale.ROOT, "%.3f", seconds);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private void text(int x, int y, String attributes, String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
        svg.format("<text x='%d' y='%d' %s>", x, y, attributes);
        svg.format("%s</text>\n", escaped(cut));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
