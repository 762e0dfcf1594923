package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server for one thing and looks at the answer. */
final class Probe {
    private static final int MAX_MILLIS = 10_000;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
    private static final Pattern CONTENT_LENGTH = field("Content-Length");
    private static final Pattern CONTENT_TYPE = field("Content-Type");

    /**
     * An answer.
     *
     * @param status its status
     * @param type its content type, or empty
     * @param body its body
     */
    record Answer(int status, String type, String body) {}

    private Probe() {}

    private static Pattern field(String name) {
        return Pattern.compile("\r\n" + name + ":([^\r\n]*)", Pattern.CASE_INSENSITIVE);
    }

    /** Whether a server answers as all have to. */
    static void check(int port) throws IOException {
        Answer right = new Answer(200, Payload.TYPE, Payload.TEXT);
        Answer text = get(port, "/");
        if (!text.equals(right)) {
            throw new IOException("the answer to GET / is wrong: " + text);
        }
        Answer unknown = get(port, "/unknown");
        if (unknown.status() != 404) {
            throw new IOException("the answer to an unknown path is wrong: " + unknown);
        }
    }

    /** Asks on a connection of its own. */
    static Answer get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MAX_MILLIS);
            String request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: localhost:"
                            + port
                            + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD) < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the connection ended after '" + head + "'");
            }
            head.append((char) c);
        }
        Matcher status = STATUS.matcher(head);
        if (!status.lookingAt()) {
            throw new IOException("no status in '" + head + "'");
        }
        String length = field(head, CONTENT_LENGTH);
        byte[] body =
                length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new Answer(
                Integer.parseInt(status.group(1)),
                field(head, CONTENT_TYPE),
                new String(body, ISO_8859_1));
    }

    private static String field(CharSequence head, Pattern pattern) {
        Matcher matcher = pattern.matcher(head);
        return matcher.find() ? matcher.group(1).strip() : "";
    }
}
