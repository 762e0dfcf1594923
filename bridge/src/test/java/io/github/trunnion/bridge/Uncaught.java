package io.github.trunnion.bridge;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what reaches the uncaught handler. */
final class Uncaught implements Thread.UncaughtExceptionHandler {
    private final ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    @Override
    public void uncaughtException(Thread thread, Throwable t) {
        thrown.add(t);
    }

    List<Throwable> all() {
        return List.copyOf(thrown);
    }

    int count() {
        return thrown.size();
    }
}
