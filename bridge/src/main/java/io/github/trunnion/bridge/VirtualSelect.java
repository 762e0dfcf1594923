package io.github.trunnion.bridge;

import java.nio.channels.Selector;
import java.util.Set;

/** What a select does to a virtual thread. */
final class VirtualSelect {
    /** The selectors of the JDK that park it; the one of Windows blocks what carries it. */
    private static final Set<String> PARKING =
            Set.of("sun.nio.ch.EPollSelectorImpl", "sun.nio.ch.KQueueSelectorImpl");

    private VirtualSelect() {}

    /** Whether it parks the virtual thread rather than the thread that carries it. */
    static boolean parksIn(Selector selector) {
        return VirtualLoop.isPossible() && PARKING.contains(selector.getClass().getName());
    }
}
