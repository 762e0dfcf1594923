package io.github.trunnion.examples.timeline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws what the carriers did, as SVG, from a recording of the flight recorder with {@code
 * trunnion.Park} events; or records a load of its own for some seconds and draws that.
 */
public final class Timeline {
    private static final int SECONDS = 5;
    private static final String USAGE =
            """
            Usage: timeline [recording.jfr [picture.svg]]

            Draws a timeline of each carrier from a recording. Without one it records a load of its
            own for %d seconds. To record a program of yours, start it with
              -XX:StartFlightRecording:filename=my.jfr,+trunnion.Park#enabled=true,+trunnion.Park#threshold=0ns
            and, for the names of what runs for long, ,+trunnion.SlowPoll#enabled=true behind that.
            """
                    .formatted(SECONDS);

    private Timeline() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        System.exit(run(System.out, args));
    }

    /** Runs the program; the result is its exit code. */
    static int run(PrintStream out, String... args) throws Exception {
        if (args.length > 2 || List.of(args).contains("--help")) {
            out.print(USAGE);
            return args.length > 2 ? 2 : 0;
        }
        Path recording = Path.of(args.length > 0 ? args[0] : "timeline.jfr");
        if (args.length == 0) {
            record(out, recording);
        } else if (!Files.isReadable(recording)) {
            out.println("timeline: " + recording + " cannot be read.");
            return 2;
        }
        return draw(out, recording, args.length > 1 ? Path.of(args[1]) : picture(recording));
    }

    /** Beside the recording. */
    private static Path picture(Path recording) {
        String name = recording.getFileName().toString();
        return recording.resolveSibling(name.replaceFirst("\\.jfr$", "") + ".svg");
    }

    private static void record(PrintStream out, Path recording) throws Exception {
        out.println("Recording a load for " + SECONDS + " seconds:");
        int[] passed = {0};
        DemoLoad.record(SECONDS, recording, () -> out.println("  " + ++passed[0] + " s"));
        out.println("Wrote " + recording);
    }

    private static int draw(PrintStream out, Path recording, Path picture) throws IOException {
        Trace trace =
                Trace.read(recording, n -> out.printf("Read %,d events of %s%n", n, recording));
        if (trace.isEmpty()) {
            out.println("There are no events of carriers in it. See timeline --help.");
            return 1;
        }
        for (Lane lane : trace.lanes()) {
            out.printf(
                    "  %s: %,d parks, %d stalls%n",
                    lane.carrier, lane.parks(), lane.stalls().size());
        }
        Files.writeString(picture, Drawing.of(trace));
        out.println("Wrote " + picture);
        return 0;
    }
}
