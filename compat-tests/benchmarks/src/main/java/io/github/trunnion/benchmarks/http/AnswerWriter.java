package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Map;

/** Writes answers into a buffer. */
final class AnswerWriter {
    /** The most that an answer takes. */
    static final int MAX_SIZE = 512;

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] CONTENT_TYPE = ascii("Content-Type: " + Payload.TYPE + "\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] DATE = ascii("\r\nDate: ");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] NOTHING = {};
    private static final Map<Integer, String> REASONS =
            Map.of(
                    400, "Bad Request",
                    404, "Not Found",
                    405, "Method Not Allowed",
                    413, "Content Too Large",
                    417, "Expectation Failed",
                    431, "Request Header Fields Too Large",
                    501, "Not Implemented");

    private AnswerWriter() {}

    /** Writes the text that is asked for. */
    static void putText(ByteBuffer out, byte[] body, boolean isLast) {
        out.put(OK).put(CONTENT_TYPE);
        putRest(out, body, isLast);
    }

    /** Writes an error, without a body. */
    static void putError(ByteBuffer out, int status, boolean isLast) {
        String reason = REASONS.getOrDefault(status, "");
        out.put(ascii("HTTP/1.1 " + status + " " + reason + "\r\n"));
        if (status == 405) {
            out.put(ascii("Allow: GET\r\n"));
        }
        putRest(out, NOTHING, isLast);
    }

    private static void putRest(ByteBuffer out, byte[] body, boolean isLast) {
        out.put(CONTENT_LENGTH).put(ascii(Integer.toString(body.length)));
        out.put(DATE).put(HttpDate.now().bytes());
        if (isLast) {
            out.put(CLOSE);
        }
        out.put(END).put(body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
