package io.github.trunnion.loom;

import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Whether all guards of the process are strict: a property, and tests that ask for it. */
final class Strictness {
    /** The property: absent, {@code normal} or {@code strict}. */
    static final String PROPERTY = "trunnion.guard";

    private static final CountedSwitch RAISED =
            new CountedSwitch(isStrict(System.getProperty(PROPERTY)));

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
        return RAISED.isOn();
    }

    static Registration raise() {
        return RAISED.turnOn();
    }
}
