package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/**
 * What a carrier polls and has to end before it ends itself: the waker and the context of its polls
 * in one object, linked by {@link LiveTasks}.
 */
abstract class Live extends Node implements Waker, Context {
    /** Links of {@link LiveTasks}; confined to the carrier. */
    @Nullable Live previousLive;

    @Nullable Live nextLive;

    /** Records who wakes it. */
    final void wokenIn(@Nullable Carrier home) {
        if (home != null && home.diagnoses()) {
            try {
                rememberWaker(home.caller());
            } catch (Throwable noMemory) {
                // a wake never throws (W1)
            }
        }
    }

    /** Who woke it last, as the end of a description; empty if that is not known. */
    final String lastWaker() {
        String who = rememberedWaker();
        return who == null ? "" : ", woken last by " + who;
    }

    /** Keeps it, where diagnostics are on; racy, of two at once one is kept. */
    void rememberWaker(String who) {}

    /** What was kept. */
    @Nullable String rememberedWaker() {
        return null;
    }

    /** Tells who waits for what; on the carrier. */
    abstract String describe();

    /** The carrier; throws once it is done (F10). */
    abstract Carrier home();

    /** Ends it because its executor closes, and takes it out of the list; on the carrier. */
    abstract void close(Carrier home);

    @Override
    public Waker waker() {
        return this;
    }

    @Override
    public ReactorSlot reactor() {
        return home().slot();
    }

    @Override
    public Timers timers() {
        return home().contextTimers();
    }

    @Override
    public Context withWaker(Waker waker) {
        Carrier home = home();
        return Context.of(waker, home.slot(), home.contextTimers());
    }
}
