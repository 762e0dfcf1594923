package io.github.trunnion.loom;

import java.util.concurrent.Callable;

/** The two kinds of thread that every await is tested on. */
enum ThreadKind {
    VIRTUAL,
    PLATFORM;

    /** Starts the body on a new thread of this kind. */
    <T> Running<T> start(Callable<T> body) {
        Running<T> running = new Running<>(body);
        Thread.Builder builder =
                this == VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        running.thread = builder.name("test-" + name()).unstarted(running);
        running.thread.start();
        return running;
    }
}
