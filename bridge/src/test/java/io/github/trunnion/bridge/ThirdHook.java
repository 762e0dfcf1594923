package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

/** A hook of another kind than ManualHook, which has nothing to wait for. */
final class ThirdHook implements ReactorHook {
    int closes;

    @Override
    public int park(long nanos) {
        return 0;
    }

    @Override
    public void unpark() {}

    @Override
    public boolean hasInterest() {
        return false;
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {
        closes++;
    }
}
