package io.github.trunnion.examples.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.trunnion.examples.Printed;
import io.github.trunnion.examples.timeline.Span.State;

import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import javax.xml.parsers.DocumentBuilderFactory;

@Timeout(60)
class TimelineTest {
    @TempDir Path dir;
    private final Printed printed = new Printed();

    @Test
    void a_recorded_load_is_drawn_with_each_carrier_and_its_stall() throws Exception {
        Path recording = dir.resolve("load.jfr");
        AtomicInteger ticks = new AtomicInteger();
        DemoLoad.record(2, recording, ticks::incrementAndGet);
        assertThat(ticks).hasValue(2);

        assertThat(Timeline.run(printed.stream(), recording.toString())).isZero();

        assertThat(printed.lines().getFirst()).startsWith("Read ").endsWith("load.jfr");
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("  blocked-0: [\\d,]+ parks, [1-9]\\d* stalls"))
                .anyMatch(line -> line.startsWith("  sockets-0: "))
                .anyMatch(line -> line.startsWith("  timers-0: "));
        String svg = Files.readString(dir.resolve("load.svg"));
        assertThat(svg)
                .contains(">blocked-0<", ">sockets-0<", ">timers-0<", "parked in a reactor hook")
                .contains("Sleeper[time=PT0.6S]", State.HOOK.colour + "'/>", ">1 s<");
        Document xml =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(dir.resolve("load.svg").toFile());
        assertThat(xml.getDocumentElement().getTagName()).isEqualTo("svg");
    }

    @Test
    void a_recording_without_carriers_is_told() throws Exception {
        Path file = dir.resolve("empty.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        assertThat(Timeline.run(printed.stream(), file.toString())).isEqualTo(1);
        assertThat(printed.lines().getLast()).contains("no events of carriers", "--help");
    }

    @Test
    void a_file_that_is_not_there_is_told() throws Exception {
        assertThat(Timeline.run(printed.stream(), "nothing.jfr")).isEqualTo(2);
        assertThat(printed.lines()).containsExactly("timeline: nothing.jfr cannot be read.");
    }

    @Test
    void help_says_how_to_record() throws Exception {
        assertThat(Timeline.run(printed.stream(), "--help")).isZero();
        assertThat(printed.lines()).anyMatch(line -> line.contains("-XX:StartFlightRecording"));
    }

    @Test
    void between_two_parks_a_carrier_runs() {
        Lane lane = new Lane("c");
        lane.addPark(new Span(State.HOOK, 30, 40, "hook"));
        lane.addPark(new Span(State.PLAIN, 10, 20, "plain"));
        lane.addSlow(new Span(State.RUNNING, 40, 45, "slow"));

        assertThat(lane.spans())
                .extracting(Span::state, Span::start, Span::end)
                .containsExactly(
                        tuple(State.PLAIN, 10L, 20L),
                        tuple(State.RUNNING, 20L, 30L),
                        tuple(State.HOOK, 30L, 40L),
                        tuple(State.RUNNING, 40L, 45L));
    }

    @Test
    void a_stall_that_is_told_twice_is_one() {
        Lane lane = new Lane("c");
        lane.addStall(new Span(State.STALLED, 10, 20, "x"));
        lane.addStall(new Span(State.STALLED, 10, 90, "x"));
        lane.addStall(new Span(State.STALLED, 100, 110, "y"));

        assertThat(lane.stalls()).extracting(Span::end).containsExactly(90L, 110L);
    }

    @Test
    void columns_have_their_shares() {
        Lane lane = new Lane("c");
        lane.addPark(new Span(State.PLAIN, 0, 5, ""));
        lane.addPark(new Span(State.PLAIN, 10, 20, ""));
        Columns columns = new Columns(lane.spans(), 0, 20, 2);

        assertThat(columns.share(0, State.PLAIN)).isEqualTo(0.5);
        assertThat(columns.share(0, State.RUNNING)).isEqualTo(0.5);
        assertThat(columns.share(1, State.PLAIN)).isEqualTo(1);
        assertThat(columns.total(State.RUNNING)).isEqualTo(0.25);
        assertThat(columns.areAlike(0, 1)).isFalse();
    }
}
