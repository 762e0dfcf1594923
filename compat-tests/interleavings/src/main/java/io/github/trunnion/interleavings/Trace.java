package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The steps of a run: a hash of them, and a line for each if they are wanted. */
final class Trace {
    private final @Nullable List<String> lines;
    private long digest;

    Trace(boolean wanted) {
        lines = wanted ? new ArrayList<>() : null;
    }

    void step(SimThread thread, int site) {
        digest = digest * 31 + site * 64L + thread.index;
        if (lines != null) {
            lines.add(thread.name() + ": " + Sites.label(site));
        }
    }

    /** Adds a line of whoever runs. */
    void note(String text) {
        if (lines != null) {
            SimThread self = Schedule.self();
            lines.add(self == null ? text : self.name() + ": " + text);
        }
    }

    long digest() {
        return digest;
    }

    List<String> lines() {
        return lines == null ? List.of() : lines;
    }
}
