package io.github.trunnion.futures;

/** Replaced by the first real class. */
public final class FuturesStub {
    private FuturesStub() {}

    static String name() {
        return "futures";
    }
}
