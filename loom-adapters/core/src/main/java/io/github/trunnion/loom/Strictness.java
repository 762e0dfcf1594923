package io.github.trunnion.loom;

import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether all guards of the process are strict: a property, and tests that ask for it. */
final class Strictness {
    /** The property: absent, {@code normal} or {@code strict}. */
    static final String PROPERTY = "trunnion.guard";

    private static final AtomicInteger RAISED =
            new AtomicInteger(isStrict(System.getProperty(PROPERTY)) ? 1 : 0);

    private Strictness() {}

    static boolean isStrict(@Nullable String mode) {
        boolean strict = "strict".equals(mode);
        if (!strict && mode != null && !mode.equals("normal")) {
            LoggerFactory.getLogger(AwaitGuard.class)
                    .warn("{}={} is unknown and ignored: strict or normal", PROPERTY, mode);
        }
        return strict;
    }

    static boolean isRaised() {
        return RAISED.get() > 0;
    }

    static Registration raise() {
        RAISED.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                RAISED.decrementAndGet();
            }
        };
    }
}
