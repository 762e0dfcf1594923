package io.github.trunnion.soak;

/** A checked failure that a load makes on purpose. */
final class SoakException extends Exception {
    private static final long serialVersionUID = 1;

    SoakException(String message) {
        super(message, null, false, false);
    }
}
