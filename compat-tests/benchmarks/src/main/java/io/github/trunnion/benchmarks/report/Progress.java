package io.github.trunnion.benchmarks.report;

import java.io.PrintStream;
import java.time.Duration;

/** Says on a stream how far a run is: one line for each step, with the time since the start. */
public final class Progress {
    private final PrintStream out;
    private final long start = System.nanoTime();
    private String section = "";
    private int steps;
    private int done;

    /** Writes to the stream. */
    public Progress(PrintStream out) {
        this.out = out;
    }

    /** Begins a part of so many steps. */
    public void begin(String name, int count) {
        section = name;
        steps = count;
        done = 0;
        say(name + ": " + count + " steps");
    }

    /** Ends one step. */
    public void step(String what) {
        done++;
        say(section + " " + done + "/" + steps + "  " + what);
    }

    /** Says something in between. */
    public void say(String line) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        out.printf("[%2d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), line);
        out.flush();
    }
}
