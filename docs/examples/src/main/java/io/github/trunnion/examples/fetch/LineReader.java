package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Takes lines out of buffers, however the bytes are divided among them. */
final class LineReader {
    private final String what;
    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int taken;

    /**
     * Makes a reader.
     *
     * @param what what the lines are, for messages
     * @param limit how many bytes they may have together
     */
    LineReader(String what, int limit) {
        this.what = what;
        this.limit = limit;
    }

    /** The next line without its end, or null if the buffer is empty before that. */
    @Nullable String read(ByteBuffer in) throws ProtocolException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (++taken > limit) {
                throw new ProtocolException(what + " has more than " + limit + " bytes");
            }
            if (next == '\n') {
                return takeLine();
            }
            line.write(next);
        }
        return null;
    }

    private String takeLine() throws ProtocolException {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        if (text.indexOf('\r') >= 0) {
            throw new ProtocolException(what + " has a carriage return within a line");
        }
        return text;
    }

    /** Counts from zero again. */
    void restart() {
        taken = 0;
    }
}
