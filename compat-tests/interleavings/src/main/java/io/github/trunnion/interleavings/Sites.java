package io.github.trunnion.interleavings;

import java.util.ArrayList;
import java.util.List;

/** The places in rewritten code where a step is, by number. */
final class Sites {
    private static final List<String> LABELS = new ArrayList<>();

    static final int START = add("starts");
    static final int END = add("ends");
    static final int PARK = add("parks");
    static final int UNPARK = add("unparks");
    static final int INTERRUPT = add("interrupts");
    static final int AWAIT = add("waits");
    static final int PAUSE = add("pauses");
    static final int CELL = add("reads a plain cell");
    static final int YIELD = add("yields");
    static final int PERMIT = add("gives a permit");

    private Sites() {}

    static int add(String label) {
        LABELS.add(label);
        return LABELS.size() - 1;
    }

    static String label(int site) {
        return LABELS.get(site);
    }
}
