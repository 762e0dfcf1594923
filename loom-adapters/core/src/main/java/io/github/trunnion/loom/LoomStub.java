package io.github.trunnion.loom;

/** Replaced by the first real class. */
public final class LoomStub {
    private LoomStub() {}

    static String name() {
        return "loom";
    }
}
