package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;

/** Simulated threads for bodies. */
final class Threads {
    private Threads() {}

    /** Starts each body on a simulated thread. */
    static Blocking.Launcher launcher() {
        return Blocking.on(Sim.carriers()).context(ContextCarrier.none());
    }
}
