package io.github.trunnion.examples.fetch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * Takes the content of one file and keeps only its length and its SHA-256.
 *
 * <p>One thread at a time adds; any thread may ask how long it has been idle.
 */
final class Download {
    private final MessageDigest digest;
    private final LongConsumer onBytes;
    private long bytes;
    private volatile long lastProgress = System.nanoTime();

    Download(LongConsumer onBytes) {
        this.onBytes = onBytes;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JDK has SHA-256", e);
        }
    }

    void add(ByteBuffer piece) {
        int count = piece.remaining();
        digest.update(piece);
        bytes += count;
        lastProgress = System.nanoTime();
        onBytes.accept(count);
    }

    void add(byte[] piece) {
        add(ByteBuffer.wrap(piece));
    }

    /** How long ago it began or the last piece was added. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastProgress);
    }

    /** The outcome of a complete file. */
    Outcome complete() {
        return new Outcome.Fetched(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
