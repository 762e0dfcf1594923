package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.Nullable;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the head of a response; informational responses that come before it are skipped. */
final class HeadReader {
    static final int LIMIT = 64 * 1024;

    private final LineReader lines = new LineReader("the response head", LIMIT);
    private final List<HttpHead.Field> fields = new ArrayList<>();
    private int status; // 0 until the status line was read

    /** The head, or null if the buffer is empty before that. */
    @Nullable HttpHead read(ByteBuffer in) throws ProtocolException {
        String line;
        while ((line = lines.read(in)) != null) {
            if (status == 0) {
                status = HttpHead.parseStatus(line);
            } else if (!line.isEmpty()) {
                fields.add(HttpHead.parseField(line));
            } else {
                HttpHead head = new HttpHead(status, fields);
                if (!head.isInformational()) {
                    return head;
                }
                status = 0;
                fields.clear();
            }
        }
        return null;
    }
}
