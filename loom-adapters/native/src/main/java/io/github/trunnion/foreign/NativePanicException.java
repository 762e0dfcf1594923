package io.github.trunnion.foreign;

/**
 * The code of a native future has panicked (in Rust; in C++, thrown). The future is done, and what
 * it held is dropped. The message is that of the panic, with its place in the source.
 */
public final class NativePanicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NativePanicException(String message) {
        super(message);
    }
}
