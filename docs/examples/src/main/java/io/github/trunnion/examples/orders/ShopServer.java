package io.github.trunnion.examples.orders;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All servers of the shop, on loopback: a small HTTP server, each of whose requests has a
 * connection of its own.
 *
 * <p>It sees what a client does: {@link #hold} keeps requests unanswered and tells whether the
 * client closes the connection, {@link #mostAtOnce} how many requests there were at a time.
 */
public final class ShopServer implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocket server;
    private final Duration latency;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ShopServer(ServerSocket server, Duration latency) {
        this.server = server;
        this.latency = latency;
    }

    /**
     * Starts a server that knows a few customers and items.
     *
     * @param latency how long each answer takes
     * @return the server
     * @throws IOException if there is no port
     */
    public static ShopServer start(Duration latency) throws IOException {
        ShopServer shop =
                new ShopServer(
                        new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), latency);
        shop.put("/customers/c1", "Ada;gold");
        shop.put("/customers/c2", "Bob;plain");
        shop.put("/stock/pen", "70");
        shop.put("/prices/pen/gold", "90");
        shop.put("/prices/pen/plain", "100");
        shop.put("/prices/ink/gold", "450");
        shop.put("/prices/ink/plain", "500");
        Thread.startVirtualThread(shop::accept);
        return shop;
    }

    /** Where it is. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Has it answer a path; those that it does not know are not found. */
    public void put(String path, String answer) {
        answers.put(path, answer);
    }

    /** Keeps the requests unanswered whose path begins so. */
    public Hold hold(String prefix) {
        Hold hold = new Hold();
        holds.put(prefix, hold);
        return hold;
    }

    /** How many requests of a server, {@code audit} say, there were at a time at most. */
    public int mostAtOnce(String name) {
        return gauge(name).most();
    }

    private Gauge gauge(String name) {
        return gauges.computeIfAbsent(name, n -> new Gauge());
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String path = readPath(socket.getInputStream());
            Gauge gauge = gauge(path.split("/", -1)[1]);
            gauge.enter();
            boolean answered;
            try {
                answered = mayAnswer(path, socket);
            } finally {
                gauge.exit(); // before the client can know of the answer
            }
            if (answered) {
                answer(socket, path);
            }
        } catch (IOException gone) {
            // the client has gone
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt(); // nobody has this thread to interrupt it
        } finally {
            open.remove(socket);
        }
    }

    private boolean mayAnswer(String path, Socket socket) throws InterruptedException {
        Thread.sleep(latency);
        for (Map.Entry<String, Hold> hold : holds.entrySet()) {
            if (path.startsWith(hold.getKey())) {
                return hold.getValue().keep(socket) == Hold.End.ANSWERED;
            }
        }
        return true;
    }

    private static String readPath(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The client has closed the connection.");
            }
            head.append((char) next);
        }
        return head.substring(0, head.indexOf("\r\n")).split(" ", -1)[1];
    }

    private void answer(Socket socket, String path) throws IOException {
        String known = answers.get(path);
        String body = known == null ? "" : known;
        String status = known != null || path.startsWith("/audit/") ? "200 OK" : "404 Not Found";
        if (body.startsWith("!")) {
            status = body.substring(1);
            body = "";
        }
        String response =
                "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, body.length(), body);
        socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Counts what is in progress. */
    private static final class Gauge {
        private int now; // guarded by this
        private int most; // guarded by this

        synchronized void enter() {
            now++;
            most = Math.max(most, now);
        }

        synchronized void exit() {
            now--;
        }

        synchronized int most() {
            return most;
        }
    }
}
