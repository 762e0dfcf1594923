package io.github.trunnion.guides.hook;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.Waker;

// region hook-wait
/** What the futures and the event sources see of the reactor. */
interface Reactor extends ReactorHook {

    /** One future's wait for one event. */
    record Wait(Waker waker, Object key) {}

    /** The future waits from now on; on the carrier. */
    void register(Wait wait);

    /** The event has come; on any thread. */
    void happened(Wait wait);

    /** The future does not wait any more; on the carrier. */
    void drop(Wait wait);

    /** Whether nothing is held. */
    boolean isEmpty();
}
// endregion
