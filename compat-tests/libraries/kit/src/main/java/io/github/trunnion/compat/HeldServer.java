package io.github.trunnion.compat;

import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A raw HTTP/1.1 server on a free port of the loopback address that holds each request until it is
 * told what to do: answer, stall, reset, end too early. A request is known by its path; each
 * connection carries one request that is held, after any number for {@link #WARM}.
 */
public final class HeldServer implements AutoCloseable {
    /** A path that is answered at once, on a connection that stays open for the next request. */
    public static final String WARM = "/warm";

    private static final byte[] WARMED =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket listener;
    private final Map<String, CompletableFuture<Exchange>> exchanges = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger paths = new AtomicInteger();

    public HeldServer() {
        try {
            listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().name("held-server").daemon().start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    socket.close(); // close() did not see it
                }
                Thread.ofVirtual().name("held-exchange").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = head(in);
            while (request != null && request.startsWith("GET " + WARM + " ")) {
                socket.getOutputStream().write(WARMED);
                request = head(in);
            }
            if (request == null) {
                return; // a connection that was given up before its request
            }
            Exchange exchange = new Exchange(socket);
            CompletableFuture<Exchange> slot = slot(request.substring(4, request.lastIndexOf(' ')));
            if (!slot.complete(exchange)) {
                exchange.reset(); // a client that tries again fares no better
            } else {
                exchange.awaitEnd(in);
            }
        } catch (IOException givenUp) {
            // seen by the exchange
        } finally {
            open.remove(socket);
        }
    }

    /** Reads the head of a request; its first line, or null if there is none. */
    private static @Nullable String head(BufferedReader in) throws IOException {
        String request = in.readLine(); // GET path HTTP/1.1
        for (String line = request; line != null && !line.isEmpty(); ) {
            line = in.readLine();
        }
        return request;
    }

    private CompletableFuture<Exchange> slot(String path) {
        return exchanges.computeIfAbsent(path, p -> new CompletableFuture<>());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** A path that no request has had yet. */
    public String newPath() {
        return "/held/" + paths.incrementAndGet();
    }

    /** The address of a path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /**
     * The request with this path, once it is there.
     *
     * @param givenUp says whether it need not be waited for any more
     * @return null if it was given up before it came
     */
    public @Nullable Exchange exchange(String path, BooleanSupplier givenUp) {
        CompletableFuture<Exchange> slot = slot(path);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> slot.isDone() || givenUp.getAsBoolean());
        return slot.getNow(null);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One request that is held. */
    public static final class Exchange {
        private final Socket socket;
        private volatile boolean answered; // release/acquire by volatile
        private volatile boolean clientGone;

        private Exchange(Socket socket) {
            this.socket = socket;
        }

        private void awaitEnd(BufferedReader in) {
            try {
                while (in.read() >= 0) {
                    // a body, which nobody reads
                }
            } catch (IOException reset) {
                // as good as an end
            }
            clientGone = !answered;
        }

        /** Whether the client closed the connection before it had an answer to the end. */
        public boolean clientGone() {
            return clientGone;
        }

        /** Answers with 200, closes; nothing if the client has gone. */
        public void respond(String body) {
            send(head(body.length()) + body, true);
        }

        /** Sends the head, and this much of a body of the length it says; then nothing more. */
        public void stall(String body, int length) {
            send(head(length) + body, false);
        }

        /** Sends the head and less body than it says, then closes. */
        public void truncate(String body) {
            send(head(body.length() + 100) + body, true);
        }

        /** Has the connection reset. */
        public void reset() {
            answered = true;
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException gone) {
                // reset by the other side
            }
        }

        private static String head(int length) {
            return "HTTP/1.1 200 OK\r\n"
                    + "Content-Type: text/plain\r\n"
                    + "Connection: close\r\n"
                    + "Content-Length: "
                    + length
                    + "\r\n\r\n";
        }

        private void send(String text, boolean last) {
            answered = last;
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                if (last) {
                    socket.shutdownOutput();
                }
            } catch (IOException gone) {
                // the client has given up
            }
        }
    }
}
