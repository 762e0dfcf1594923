package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

/** What distinguishes the users of a loop; every method is called on the carrier. */
interface CarrierOwner {
    /** Whether the loop ends as soon as no task is left. */
    boolean isEnding();

    /** Whether tasks are to be cancelled rather than polled. */
    boolean isCancelling();

    /** Whether virtual threads are left that the loop waits for before it ends. */
    default boolean hasThreads() {
        return false;
    }

    /** A virtual thread was started on the carrier, from any thread; or has ended. */
    default void countThread(int difference) {}

    /** The loop has thrown and ends: nothing new may be accepted. */
    void broken();

    /** The thread was found interrupted after a task, a turn or a park. */
    void interrupted(Thread thread);

    /** Names the context for messages. */
    String description();

    /** Takes what nobody else can be told. */
    void report(Throwable thrown);

    @Nullable BridgeExecutor executor();
}
