package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Calls of user code that must not throw, contained in case it does. */
final class Safely {

    /*
     * Overview.
     *
     * cancel, onDiscard and the like must not throw (F7). One that does must not keep its caller from
     * its other children, nor replace the outcome that the caller is about to deliver. What is thrown
     * goes where the failure of a thread would go: to the uncaught exception handler of the current
     * thread.
     */

    private Safely() {}

    /** Cancels a future that is not done. */
    static void cancel(PollFuture<?> future) {
        try {
            future.cancel();
        } catch (Throwable t) {
            report(t);
        }
    }

    /** Hands a value that nobody will receive back to the future that produced it. */
    @SuppressWarnings("unchecked") // the value came from this future
    static void discard(PollFuture<?> producer, @Nullable Object value) {
        try {
            ((PollFuture<@Nullable Object>) producer).onDiscard(value);
        } catch (Throwable t) {
            report(t);
        }
    }

    /** Gives a value to an action that must not throw. */
    static <T extends @Nullable Object> void accept(Throwing.Consumer<? super T> action, T value) {
        try {
            action.accept(value);
        } catch (Throwable t) {
            report(t);
        }
    }

    /** Runs an action that must not throw. */
    static void run(Throwing.Runnable action) {
        try {
            action.run();
        } catch (Throwable t) {
            report(t);
        }
    }

    /** Tells the current thread's uncaught exception handler; never throws. */
    static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable ignored) {
            // A handler that throws has had its chance; the JDK ignores it in the same way.
        }
    }
}
