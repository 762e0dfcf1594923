package io.github.trunnion.netty;

import io.github.trunnion.futures.ReactorHost;

/** The calling thread as a carrier, which counts how often its hook says that it is awake. */
final class AwakeCount implements ReactorHost {
    private final Thread thread = Thread.currentThread();
    private int awakenings;

    int get() {
        return awakenings;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void awake() {
        awakenings++;
    }
}
