package io.github.trunnion.compat;

/**
 * An operation of a library that has begun. Its other side (a server, a body, a publisher) ends it
 * when it is told to. Each method may be called by any thread.
 */
public interface Pending extends AutoCloseable {
    /**
     * What is awaited: a {@link java.util.concurrent.CompletionStage}, a {@link
     * io.github.trunnion.futures.PollFuture} or a {@link java.util.concurrent.Future}; the same
     * object each time.
     */
    Object source();

    /**
     * Has the other side answer with the value; first waits until the operation has reached it.
     * Does nothing if it has been given up.
     */
    void succeed() throws Exception;

    /** Has the other side fail; first waits until the operation has reached it. */
    void fail() throws Exception;

    /**
     * The library's own cancel, as its users know it. Where it ends in another failure than a
     * cancellation, {@link LibraryVerification#cannot} says so.
     *
     * @throws UnsupportedOperationException if it has none; {@code cannot} says so too
     */
    void cancel() throws Exception;

    /** Whether the other side has seen that nobody wants the answer any more. */
    boolean stopped() throws Exception;

    /** Ends what is left of it on either side. */
    @Override
    default void close() {}
}
