package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * Reads the requests of one connection from what arrives there: it is given bytes and does no I/O
 * itself. Bodies are skipped.
 */
final class RequestReader {
    static final int MAX_HEAD = 8192;

    private @Nullable RequestHead head; // whose body is being skipped
    private long bodyLeft;
    private int seen; // bytes of the next head in which its end is not

    /**
     * Reads a request, with its body.
     *
     * @param in what has arrived and was not read; a part of a head stays in it, and has to be
     *     there again, at the position, with what follows it
     * @return the request, or null if more has to arrive
     * @throws Refusal if it is malformed, too large or not to be had here; there is no next one
     */
    @Nullable RequestHead next(ByteBuffer in) throws Refusal {
        if (head == null) {
            head = head(in);
            if (head == null) {
                return null;
            }
            bodyLeft = head.length();
        }
        int skipped = (int) Math.min(bodyLeft, in.remaining());
        in.position(in.position() + skipped);
        bodyLeft -= skipped;
        if (bodyLeft > 0) {
            return null;
        }
        RequestHead complete = head;
        head = null;
        return complete;
    }

    private @Nullable RequestHead head(ByteBuffer in) throws Refusal {
        skipEmptyLines(in);
        int size = sizeOfHead(in);
        if (size > MAX_HEAD || (size < 0 && in.remaining() >= MAX_HEAD)) {
            throw new Refusal(431, "the head is longer than " + MAX_HEAD + " bytes");
        }
        if (size < 0) {
            seen = in.remaining();
            return null;
        }
        seen = 0;
        byte[] bytes = new byte[size];
        in.get(bytes);
        return HeadParser.parse(new String(bytes, ISO_8859_1));
    }

    private void skipEmptyLines(ByteBuffer in) {
        while (in.remaining() >= 2
                && in.get(in.position()) == '\r'
                && in.get(in.position() + 1) == '\n') {
            in.position(in.position() + 2);
            seen = 0;
        }
    }

    /** How many bytes there are up to the end of the first empty line, or -1 if it is not there. */
    private int sizeOfHead(ByteBuffer in) {
        int from = in.position();
        for (int i = from + Math.max(3, seen); i < in.limit(); i++) {
            if (in.get(i) == '\n'
                    && in.get(i - 1) == '\r'
                    && in.get(i - 2) == '\n'
                    && in.get(i - 3) == '\r') {
                return i + 1 - from;
            }
        }
        return -1;
    }
}
