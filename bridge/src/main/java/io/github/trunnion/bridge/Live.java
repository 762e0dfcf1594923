package io.github.trunnion.bridge;

import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/** What a carrier has to end before it ends itself; linked by {@link LiveTasks}. */
abstract class Live extends Node implements Waker {
    /** Links of {@link LiveTasks}; confined to the carrier. */
    @Nullable Live previousLive;

    @Nullable Live nextLive;

    /** Tells who waits for what; on the carrier. */
    abstract String describe();

    /** Ends it because its executor closes, and takes it out of the list; on the carrier. */
    abstract void close(Carrier home);
}
