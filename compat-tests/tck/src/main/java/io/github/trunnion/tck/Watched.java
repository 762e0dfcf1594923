package io.github.trunnion.tck;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs what may never return on a daemon thread of its own. */
final class Watched {
    private static final ThreadLocal<@Nullable Doing> DOING = new ThreadLocal<>();

    private Watched() {}

    /**
     * The call of foreign code that the watched thread is in, and the rule that it breaks there.
     */
    private static final class Doing {
        volatile @Nullable Call call;
    }

    private record Call(String rule, String late) {}

    /**
     * Calls foreign code on a watched thread. If that does not return, {@code rule: late} is said,
     * and not the name of the rule under test; of nested calls the outermost knows best.
     */
    static <V extends @Nullable Object> V during(String rule, String late, Callable<V> call)
            throws Exception {
        Doing doing = DOING.get();
        if (doing == null || doing.call != null) {
            return call.call();
        }
        doing.call = new Call(rule, late);
        try {
            return call.call();
        } finally {
            doing.call = null;
        }
    }

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
        Doing doing = new Doing();
        FutureTask<V> task =
                new FutureTask<>(
                        () -> {
                            DOING.set(doing);
                            return call.call();
                        });
        Thread thread = Thread.ofPlatform().daemon().name("tck-" + rule).start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        } catch (TimeoutException e) {
            Call in = doing.call;
            AssertionError lost =
                    new AssertionError(
                            (in == null ? rule + ": " + late.get() : in.rule + ": " + in.late)
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
