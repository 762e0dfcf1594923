package io.github.trunnion.examples.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the files of a folder over HTTP, on a free port of the loopback interface. */
final class FolderServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int BUFFER_SIZE = 32 * 1024;
    private static final String UNRESERVED = "-._~/";

    private final Path root;
    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

    private FolderServer(Path root, HttpServer server) {
        this.root = root;
        this.server = server;
    }

    static FolderServer start(Path folder) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(anyPort, BACKLOG);
        FolderServer made = new FolderServer(folder.toRealPath(), server);
        server.createContext("/", made::handle);
        server.setExecutor(made.handlers);
        server.start();
        return made;
    }

    /**
     * Where a file is found.
     *
     * @param name its path relative to the folder, with slashes
     */
    URI uriOf(String name) {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + address.getPort() + "/" + encode(name));
    }

    /** Percent-encodes all but the characters that mean only themselves. */
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || UNRESERVED.indexOf(b) >= 0;
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = resolve(exchange.getRequestURI());
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(file, exchange);
            }
        }
    }

    /** The file that is asked for, or null if there is none in the folder. */
    private @Nullable Path resolve(URI uri) throws IOException {
        String path = uri.getPath();
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        try {
            Path file = root.resolve(path.substring(1)).normalize();
            boolean served =
                    file.startsWith(root)
                            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && file.toRealPath().startsWith(root);
            return served ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static void send(Path file, HttpExchange exchange) throws IOException {
        InputStream content;
        try {
            content = Files.newInputStream(file);
        } catch (IOException e) {
            exchange.sendResponseHeaders(e instanceof AccessDeniedException ? 403 : 404, -1);
            return;
        }
        try (content) {
            long left = Files.size(file);
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, left == 0 ? -1 : left);
            OutputStream body = exchange.getResponseBody();
            byte[] buffer = new byte[BUFFER_SIZE];
            while (left > 0) { // what is appended meanwhile is not sent
                int count = content.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    return; // it has become shorter; the client sees the connection end
                }
                body.write(buffer, 0, count);
                left -= count;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
