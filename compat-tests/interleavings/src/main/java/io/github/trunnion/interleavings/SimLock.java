package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

/** A lock of the JDK's, as far as simulated threads meet it; not to be entered twice. */
final class SimLock {
    private @Nullable SimThread owner;

    void lock() {
        SimThread self = Schedule.simulated("a lock");
        self.run.await(self, () -> owner == null, Long.MAX_VALUE);
        owner = self;
    }

    void unlock() {
        owner = null;
    }
}
