package io.github.trunnion.compat.nettyhttp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A connection of a client that knows no more of HTTP than it is told to send. */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** What a server has answered; names of headers are in lower case. */
    record Response(int status, Map<String, String> headers, String body) {
        boolean closes() {
            return "close".equals(headers.get("connection"));
        }
    }

    /** A connection over a socket that is connected. */
    Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
        out = socket.getOutputStream();
    }

    static Client connect(InetSocketAddress server) throws IOException {
        return new Client(new Socket(server.getAddress(), server.getPort()));
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
    }

    Client send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Sends one request and reads its response. */
    String ask(String path) throws IOException {
        return send(get(path)).read().body();
    }

    /** Reads a response; throws an EOFException if the connection ends before it does. */
    Response read() throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(body.length + " of " + length + " bytes of a body");
        }
        return new Response(status, headers, new String(body, StandardCharsets.US_ASCII));
    }

    /** Reads the head of a response to a HEAD request. */
    String head() throws IOException {
        String statusLine = line();
        while (!line().isEmpty()) {
            // a header
        }
        return statusLine;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Whether the server has ended the connection, in order, and has sent nothing more. */
    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection so that the server sees it reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
