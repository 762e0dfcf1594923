package io.github.trunnion.examples.http;

import static java.util.Objects.requireNonNull;

import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What a server allows its clients.
 *
 * @param maxConnections any more are closed at once
 * @param maxBody bytes of a body; a request with more is answered with the status 413
 * @param maxPending requests of one connection that may wait before nothing more is read from it
 * @param idle how long a client may take to send a request, or to take some of a response; its
 *     connection is closed then
 * @param quiet for how long requests that are under way are still waited for when the server shuts
 *     down
 * @param linger for how long a client may leave a connection open that the server has ended
 * @param tls for encrypted connections; null: they are plain
 */
public record HttpSettings(
        int maxConnections,
        int maxBody,
        int maxPending,
        Duration idle,
        Duration quiet,
        Duration linger,
        @Nullable SslContext tls) {
    /** Plain connections, with limits for a server of middle size. */
    public static final HttpSettings DEFAULT =
            new HttpSettings(
                    10_000,
                    1 << 20,
                    64,
                    Duration.ofSeconds(60),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5),
                    null);

    /** The same over TLS. */
    public HttpSettings withTls(SslContext context) {
        return new HttpSettings(
                maxConnections,
                maxBody,
                maxPending,
                idle,
                quiet,
                linger,
                requireNonNull(context, "context"));
    }

    /** The same with other limits of time. */
    public HttpSettings withTimes(Duration newIdle, Duration newQuiet, Duration newLinger) {
        return new HttpSettings(
                maxConnections, maxBody, maxPending, newIdle, newQuiet, newLinger, tls);
    }
}
