package io.github.trunnion.tck;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs what may never return on a daemon thread of its own. */
final class Watched {
    private Watched() {}

    /**
     * Runs the call and returns what it returns or throws what it throws.
     *
     * @throws AssertionError if it is not back in time, with its stack
     */
    static <V> V call(String rule, Duration patience, Callable<V> call) throws Exception {
        return call(rule, patience, () -> "has not returned", call);
    }

    /** As the other one; the message tells what {@code late} says when time is up. */
    static <V> V call(String rule, Duration patience, Supplier<String> late, Callable<V> call)
            throws Exception {
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
            AssertionError lost =
                    new AssertionError(
                            rule
                                    + ": "
                                    + late.get()
                                    + " after "
                                    + patience
                                    + "; the cause is where it is.");
            Throwable where = new Throwable("stack of " + thread);
            where.setStackTrace(thread.getStackTrace());
            lost.initCause(where);
            thread.interrupt();
            throw lost;
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError(rule + ": the test was interrupted", e);
        }
    }
}
