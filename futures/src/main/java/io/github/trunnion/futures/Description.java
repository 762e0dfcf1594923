package io.github.trunnion.futures;

import java.time.Duration;

/** Builds the string of a nested future, bounded in depth and length. */
final class Description {

    /*
     * Overview.
     *
     * A future tells its name and its children to the description, which stops descending at a depth
     * and cuts the text at a length: a chain of a million links has a short string. The fields that
     * are read belong to the polling thread; a string made by another thread, for a dump, may be out
     * of date but is made without locks and without failing.
     */

    /** A future that describes itself in parts. */
    interface Described {
        /** Appends this future's name and children. */
        void describe(Description to);
    }

    static final int MAX_DEPTH = 8;
    private static final int MAX_LENGTH = 240;
    private static final String CUT = "...";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    private Description() {}

    /** The text of a future. */
    static String of(Described future) {
        Description description = new Description();
        future.describe(description);
        return description.text();
    }

    /** The text of something that may be a future of ours or anything else. */
    static String of(Object object) {
        Description description = new Description();
        description.child(object);
        return description.text();
    }

    /** Appends text as it is. */
    Description add(String part) {
        if (text.length() <= MAX_LENGTH) {
            text.append(part);
        }
        return this;
    }

    /** Appends a child one level deeper. */
    Description child(Object child) {
        if (depth >= MAX_DEPTH || text.length() > MAX_LENGTH) {
            return add(CUT);
        }
        depth++;
        if (child instanceof Described described) {
            described.describe(this);
        } else {
            add(foreign(child));
        }
        depth--;
        return this;
    }

    private String text() {
        return text.length() <= MAX_LENGTH ? text.toString() : text.substring(0, MAX_LENGTH) + CUT;
    }

    private static String foreign(Object object) {
        try {
            return String.valueOf(object);
        } catch (RuntimeException | StackOverflowError e) {
            return object.getClass().getName();
        }
    }

    /** A duration in its largest whole unit. */
    static String of(Duration duration) {
        int nanos = duration.toNanosPart();
        if (nanos == 0) {
            return duration.toSeconds() + "s";
        }
        if (Math.abs(duration.toSeconds()) > 1_000_000_000) {
            return duration.toString();
        }
        long all = duration.toNanos();
        if (nanos % 1_000_000 == 0) {
            return all / 1_000_000 + "ms";
        }
        return nanos % 1_000 == 0 ? all / 1_000 + "us" : all + "ns";
    }
}
