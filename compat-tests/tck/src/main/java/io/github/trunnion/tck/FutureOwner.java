package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

/** Whatever hands out wakers, for {@link WakerVerification}: an executor, or a parent on one. */
public interface FutureOwner {

    /**
     * Begins to poll a future, on another thread, and goes on whenever it is woken.
     *
     * @param future the future
     * @return cancels the future, on any thread; null if it cannot be cancelled
     * @throws Exception fails the test
     */
    @Nullable Runnable start(PollFuture<?> future) throws Exception;

    /**
     * What a waker that somebody keeps must not keep in memory after {@link #close}: the executor.
     * Nothing but this owner may hold it.
     *
     * @return the executor, or null if it is of no matter, as by default
     */
    default @Nullable Object executor() {
        return null;
    }

    /**
     * Ends all of it, live futures too; called once or twice.
     *
     * @throws Exception fails the test
     */
    void close() throws Exception;
}
