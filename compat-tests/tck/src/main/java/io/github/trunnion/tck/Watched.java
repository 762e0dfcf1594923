package io.github.trunnion.tck;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what may never return on a daemon thread of its own. */
final class Watched {
    private Watched() {}

    /**
     * Runs the call and returns what it returns or throws what it throws.
     *
     * @throws AssertionError if it is not back in time, with its stack
     */
    static <V> V call(String rule, Duration patience, Callable<V> call) throws Exception {
        FutureTask<V> task = new FutureTask<>(call);
        Thread thread = Thread.ofPlatform().daemon().name("tck-" + rule).start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        } catch (TimeoutException e) {
            AssertionError late =
                    new AssertionError(
                            rule
                                    + ": has not returned after "
                                    + patience
                                    + "; the cause is where it is.");
            Throwable where = new Throwable("stack of " + thread);
            where.setStackTrace(thread.getStackTrace());
            late.initCause(where);
            thread.interrupt();
            throw late;
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError(rule + ": the test was interrupted", e);
        }
    }
}
