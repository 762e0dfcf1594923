package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.loom.ContextSource.Captured;
import io.github.trunnion.loom.ContextSource.Installed;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What one thread had before a context was installed on it. Confined to that thread. */
final class Installation {
    /*
     * Overview
     *
     * All or nothing: if one part cannot be installed, those before it are restored, in reverse, and
     * the operation does not run with half of its context. A restore that throws is logged and the
     * others still run: the outcome of the operation belongs to its caller, whatever comes after it.
     */
    private final String[] names;
    private final @Nullable Installed[] parts; // filled from the front

    private Installation(String[] names) {
        this.names = names;
        parts = new @Nullable Installed[names.length];
    }

    /**
     * Installs all parts in order.
     *
     * @throws IllegalStateException if one cannot be installed; none is then
     */
    static Installation of(String[] names, Captured[] captured) {
        Installation made = new Installation(names);
        for (int i = 0; i < captured.length; i++) {
            try {
                made.parts[i] =
                        requireNonNull(captured[i].install(), "install() returned no Installed");
            } catch (Throwable thrown) {
                made.restore();
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException(
                        "The context source %s could not be installed on %s, so the operation did not run."
                                        .formatted(names[i], Thread.currentThread().getName())
                                + " Its context is that of the capture; see the cause.",
                        thrown);
            }
        }
        return made;
    }

    /** Restores what was installed, the last part first; does not throw. */
    void restore() {
        for (int i = parts.length - 1; i >= 0; i--) {
            Installed part = parts[i];
            if (part != null) {
                try {
                    part.restore();
                } catch (Throwable thrown) {
                    report(names[i], thrown);
                }
            }
        }
    }

    private static void report(String name, Throwable thrown) {
        try {
            LoggerFactory.getLogger(ContextCarrier.class)
                    .warn(
                            "The context source {} could not be restored on {}",
                            name,
                            Thread.currentThread().getName(),
                            thrown);
        } catch (Throwable again) {
            // A logger that throws has had its chance; the parts that are left come first.
        }
    }
}
