package io.github.trunnion.bridge;

/** Names a stranger's object in a message. */
final class Label {
    private Label() {}

    /** What the object calls itself; its class if it cannot say. */
    static String of(Object named) {
        try {
            return named.toString();
        } catch (Throwable thrown) {
            return named.getClass().getName();
        }
    }
}
