package io.github.trunnion.foreign;

/** A native future has ended with an error value. */
public final class NativeFutureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** PF_FAILED of {@code pollfuture.h}: what a library says when nothing else fits. */
    public static final int OTHER = 0;

    /** An I/O error; {@link #value} is errno, or 0. */
    public static final int IO = 1;

    /** What the future waited for was cancelled by somebody else. */
    public static final int CANCELLED = 5;

    /** Codes from this one on are the library's own. */
    public static final int FIRST_OF_LIBRARIES = 1000;

    /** The library's code. */
    private final int code;

    /** What came with it. */
    private final long value;

    /** What the library has serialised. */
    private final byte[] data;

    NativeFutureException(int code, long value, String message) {
        this(code, value, message, new byte[0]);
    }

    NativeFutureException(int code, long value, String message, byte[] data) {
        super(message);
        this.code = code;
        this.value = value;
        this.data = data;
    }

    /**
     * What kind of error it is.
     *
     * @return a constant of this class, or a code of the library
     */
    public int code() {
        return code;
    }

    /**
     * The number that came with the error.
     *
     * @return errno for {@link #IO}, else what the library says
     */
    public long value() {
        return value;
    }

    /**
     * The error as a library of uniffi has serialised it.
     *
     * @return a copy of the bytes; none for libraries of {@code pollfuture.h}
     */
    public byte[] data() {
        return data.clone();
    }

    /** With the code, unless that is {@link #OTHER}; the message is the library's text alone. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // an export hands on the message as it is
    public String toString() {
        return code == OTHER ? super.toString() : super.toString() + " (code " + code + ")";
    }
}
