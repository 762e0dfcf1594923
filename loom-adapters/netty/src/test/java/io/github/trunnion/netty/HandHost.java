package io.github.trunnion.netty;

import io.github.trunnion.futures.ReactorHost;

/** The thread that makes it as a carrier, driven by a test; counts how often its hook is awake. */
class HandHost implements ReactorHost {
    private final Thread thread = Thread.currentThread();
    private int awakenings;

    int awakenings() {
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
