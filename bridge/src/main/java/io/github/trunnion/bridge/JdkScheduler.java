package io.github.trunnion.bridge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes virtual threads that run on the scheduler of the JDK, whoever asks for them. */
final class JdkScheduler {
    private JdkScheduler() {}

    /** Makes an unstarted thread; one made on a carried thread would run on the carrier of that. */
    static Thread make(Thread.Builder builder, Runnable task) {
        return CarriedThread.homeOfCurrent() == null
                ? builder.unstarted(task)
                : makeElsewhere(builder, task);
    }

    /**
     * Makes it on a platform thread, which has no scheduler to hand on. That thread inherits from
     * the caller what a virtual thread inherits, and hands it on. Waits for it, on a carrier too if
     * that is in a poll; the thread that is started takes no lock which a carrier holds.
     */
    static Thread makeElsewhere(Thread.Builder builder, Runnable task) {
        CompletableFuture<Thread> made = new CompletableFuture<>();
        Runnable make =
                () -> {
                    try {
                        made.complete(builder.unstarted(task));
                    } catch (Throwable noThread) {
                        made.completeExceptionally(noThread);
                    }
                };
        Thread.ofPlatform().name("trunnion-thread-maker").daemon(true).start(make);
        try {
            return made.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }
}
