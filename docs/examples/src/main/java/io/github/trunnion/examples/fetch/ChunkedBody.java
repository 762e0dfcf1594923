package io.github.trunnion.examples.fetch;

import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A body in chunks, each with its length before it; trailers are checked and dropped. */
final class ChunkedBody implements BodyReader {
    private static final int SIZE_LIMIT = 4 * 1024;
    private static final int MOST_DIGITS = 15;

    private enum Part {
        SIZE,
        DATA,
        DATA_END,
        TRAILERS,
        END
    }

    private final LineReader sizes = new LineReader("the line of a chunk", SIZE_LIMIT);
    private final LineReader trailers = new LineReader("the trailer", HeadReader.LIMIT);
    private Part part = Part.SIZE;
    private FixedBody chunk = new FixedBody(0);

    @Override
    public boolean read(ByteBuffer in, Consumer<ByteBuffer> content) throws ProtocolException {
        while (part != Part.END && in.hasRemaining()) {
            if (part == Part.DATA) {
                if (chunk.read(in, content)) {
                    part = Part.DATA_END;
                }
                continue;
            }
            LineReader lines = part == Part.TRAILERS ? trailers : sizes;
            String line = lines.read(in);
            if (line != null) {
                sizes.restart();
                part = after(line);
            }
        }
        return part == Part.END;
    }

    /** What comes after a line. */
    private Part after(String line) throws ProtocolException {
        return switch (part) {
            case SIZE -> {
                long size = parseSize(line);
                chunk = new FixedBody(size);
                yield size == 0 ? Part.TRAILERS : Part.DATA;
            }
            case DATA_END -> {
                if (!line.isEmpty()) {
                    throw new ProtocolException("a chunk is longer than its size says");
                }
                yield Part.SIZE;
            }
            default -> {
                if (line.isEmpty()) {
                    yield Part.END;
                }
                HttpHead.parseField(line);
                yield Part.TRAILERS;
            }
        };
    }

    /** Parses {@code 1a2b;name=value}, of which only the number matters. */
    private static long parseSize(String line) throws ProtocolException {
        int semicolon = line.indexOf(';');
        String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        boolean wellFormed =
                !digits.isEmpty()
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (!wellFormed) {
            throw new ProtocolException("malformed chunk size '" + HttpHead.shorten(digits) + "'");
        }
        return Long.parseLong(digits, 16);
    }

    @Override
    public void end() throws EOFException {
        throw new EOFException(
                "the connection ended before the last chunk"
                        + (part == Part.TRAILERS ? "'s end" : ""));
    }
}
