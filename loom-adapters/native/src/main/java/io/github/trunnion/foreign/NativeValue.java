package io.github.trunnion.foreign;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The value of a Java future as native code sees it: a number, and perhaps bytes. Made by the
 * function that {@link NativeFutures#export} is given.
 */
public final class NativeValue {
    final long value;
    final byte @Nullable [] bytes;

    private NativeValue(long value, byte @Nullable [] bytes) {
        this.value = value;
        this.bytes = bytes;
    }

    /**
     * A number without bytes.
     *
     * @param value the number
     * @return the value
     */
    public static NativeValue of(long value) {
        return new NativeValue(value, null);
    }

    /**
     * Bytes; the number is their count.
     *
     * @param bytes the bytes, which are copied when native code takes the value
     * @return the value
     */
    public static NativeValue of(byte[] bytes) {
        return new NativeValue(bytes.length, requireNonNull(bytes, "bytes"));
    }

    /**
     * Text as UTF-8; the number is the count of its bytes.
     *
     * @param text the text
     * @return the value
     */
    public static NativeValue of(String text) {
        return of(requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "NativeValue[" + value + (bytes == null ? "]" : ", " + bytes.length + " bytes]");
    }
}
