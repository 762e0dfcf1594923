package io.github.trunnion.examples.fetch;

import io.github.trunnion.futures.PollFuture;

import java.net.URI;

/** A way to fetch a file. */
interface Way extends AutoCloseable {

    /**
     * A future that fetches a file.
     *
     * @param uri where from, http or https
     * @param download is given the content
     * @return a future that is ready when the file is complete; the value means nothing
     */
    PollFuture<?> get(URI uri, Download download);

    /** Releases what the way holds, when all its futures have ended. */
    @Override
    default void close() {}
}
