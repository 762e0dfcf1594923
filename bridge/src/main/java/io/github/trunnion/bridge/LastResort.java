package io.github.trunnion.bridge;

/** Takes what is thrown where nobody can be told. */
final class LastResort {
    private LastResort() {}

    /** Has this class loaded, for which no memory may be left when it is needed. */
    static void load() {}

    /** Tells the current thread's uncaught exception handler; never throws. */
    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable again) {
            // the handler has had its chance
        }
    }
}
