package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Waker;

import java.io.IOException;

/** Where a channel waits: a carrier's reactor, or a detached one. */
sealed interface Bound permits Source, DetachedSource {

    /**
     * Refuses a poll in another context than the bound one, while that lives (E12).
     *
     * @return true if the poll may wait here; false if nobody can any more, because the channel is
     *     closed or was unbound just now
     */
    boolean check(ReactorSlot slot);

    /**
     * Arranges that the waker is woken when the direction becomes ready; after check, and by who
     * has claimed the direction.
     *
     * @return true if it is ready already, and nothing was arranged
     */
    boolean await(Direction direction, int op, Waker waker) throws IOException;

    /** The operation that waited is done or cancelled; on the thread that polled it last. */
    void endWait(Direction direction);

    /** The channel is about to be closed; from any thread. */
    void closeBegins();

    /** The channel has been closed; from any thread. */
    void channelClosed();

    /** Takes back what never became the binding of its channel, because another one has. */
    void discard();
}
