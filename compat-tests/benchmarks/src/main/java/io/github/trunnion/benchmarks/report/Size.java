package io.github.trunnion.benchmarks.report;

import java.util.Locale;

/** How long a run may take. */
public enum Size {
    /** Seconds: shows that everything runs, judges nothing. */
    SMOKE,
    /** At most ten minutes. */
    QUICK,
    /** At most an hour. */
    FULL;

    /** One of three values, by size. */
    public <T> T pick(T smoke, T quick, T full) {
        return switch (this) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
