package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Waker;

import java.io.IOException;

/** Where a channel waits: a carrier's reactor, or a detached one. */
sealed interface Bound permits Source, DetachedSource {

    /** Refuses a poll in another context than the bound one, while that lives (E12). */
    void check(ReactorSlot slot);

    /**
     * Arranges that the waker is woken when the direction becomes ready.
     *
     * @return true if it is ready already, and nothing was arranged
     */
    boolean await(Direction direction, int op, Waker waker) throws IOException;

    /** The operation that waited is done or cancelled. */
    void endWait(Direction direction);

    /** The channel is about to be closed; from any thread. */
    void closeBegins();

    /** The channel has been closed; from any thread. */
    void channelClosed();

    /** Takes back a binding that lost against another one. */
    void discard();
}
