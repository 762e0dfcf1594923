package io.github.trunnion.soak;

/** An error that a load throws on purpose. */
final class SoakError extends Error {
    private static final long serialVersionUID = 1;

    SoakError(String message) {
        super(message, null, false, false);
    }
}
