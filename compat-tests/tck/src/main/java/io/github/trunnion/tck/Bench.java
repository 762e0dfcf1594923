package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorLease;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One executor on which a rule is tested, with everything that it did to futures and hooks. */
@SuppressWarnings("FutureReturnValueIgnored") // what matters is asked of the probes
final class Bench {
    private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(200);

    private final String rule;
    private final Duration patience;
    private final ExecutorUnderTest executor;
    private final Queue<Throwable> reports;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Probe> probes = new ArrayList<>();
    private final List<RelayHook> hooks = new ArrayList<>();
    private final List<Future<?>> spawned = new ArrayList<>();
    private boolean closed;

    Bench(String rule, Duration patience, ExecutorUnderTest executor, Queue<Throwable> reports) {
        this.rule = rule;
        this.patience = patience;
        this.executor = executor;
        this.reports = reports;
    }

    ExecutorUnderTest executor() {
        return executor;
    }

    Duration patience() {
        return patience;
    }

    // Futures

    <T extends @Nullable Object> Future<T> spawn(PollFuture<? extends T> future) {
        Future<T> result = executor.spawn(future);
        spawned.add(result);
        return result;
    }

    /** A future that nobody spawned. */
    Probe newProbe() {
        Probe probe = new Probe(violations);
        probes.add(probe);
        return probe;
    }

    /** A future that runs, and was polled. */
    Probe probe() {
        Probe probe = newProbe();
        spawn(probe);
        until(probe::isPolled, "a spawned future was not polled");
        return probe;
    }

    /** Does something in a poll of the future, and waits for it. */
    <V extends @Nullable Object> V inPoll(Probe probe, Probe.Step<V> step) throws Exception {
        return await(probe.order(step), "a woken future was not polled");
    }

    /** Does something in a poll of a future of its own. */
    <V extends @Nullable Object> V inPoll(Probe.Step<V> step) throws Exception {
        return inPoll(probe(), step);
    }

    /** The value of a call that is under way; what it throws as it is. */
    <V extends @Nullable Object> V await(Future<V> future, String otherwise) throws Exception {
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            fail();
            throw failure(otherwise + ", within " + patience + ".");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        }
    }

    /** The value of a task whose future does not fail. */
    <V extends @Nullable Object> V valueOf(Future<V> task, String otherwise) throws Exception {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            fail();
            throw failure(otherwise + ", within " + patience + ".");
        } catch (ExecutionException e) {
            throw failure("a task failed with " + e.getCause() + "; its future did not.");
        }
    }

    /** The failure of a task, whose future does as it is said. */
    Throwable failureOf(Future<?> task, String does) throws Exception {
        try {
            Object value = task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            throw failure("a task whose future " + does + " returned " + value + ".");
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            fail();
            throw failure("a task whose future " + does + " is not done within " + patience + ".");
        }
    }

    /** Lets work that is queued everywhere pass: futures that were spawned later have run. */
    void settle() throws Exception {
        for (int i = 0; i < 8; i++) {
            Probe probe = newProbe();
            probe.endBy(() -> null);
            valueOf(spawn(probe), "a future that is ready did not complete");
        }
    }

    // Hooks

    /** A lease of a hook that is registered by this future. */
    ReactorLease<RelayHook> lease(Probe probe) throws Exception {
        return inPoll(
                probe,
                cx -> cx.reactor().acquire(RelayHook.class, host -> watched(new RelayHook(host))));
    }

    /** Looks at what the carrier does to the hook. */
    <R extends RelayHook> R watched(R hook) {
        synchronized (hooks) {
            hooks.add(hook);
        }
        return hook;
    }

    /** Waits until the carrier is blocked in the hook. */
    void untilParked(RelayHook hook) {
        until(() -> hook.manual.parked() != null, "the carrier has not parked in " + hook);
    }

    // Looks

    void until(BooleanSupplier condition, String otherwise) {
        if (!holdsInTime(condition)) {
            fail();
            throw failure(otherwise + ", within " + patience + ".");
        }
    }

    boolean holdsInTime(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience.toNanos() || Thread.interrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return true;
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            fail();
            throw failure(otherwise);
        }
    }

    void untilReported(Throwable thrown) {
        until(() -> isReported(thrown), thrown + " was not reported");
    }

    /** Whether it was reported as it is, or as a cause. */
    boolean isReported(Throwable thrown) {
        for (Throwable report : reports) {
            int depth = 0;
            for (Throwable t = report; t != null && depth < 20; t = t.getCause(), depth++) {
                if (t == thrown) {
                    return true;
                }
            }
        }
        return false;
    }

    int reports() {
        return reports.size();
    }

    AssertionError failure(String what) {
        return new AssertionError(rule + ": " + what);
    }

    /** Fails if the executor has done to a future or a hook what it must not. */
    private void fail() {
        // Two threads in one poll explain everything else.
        String broken =
                violations.stream()
                        .filter(violation -> violation.startsWith("F4"))
                        .findFirst()
                        .orElseGet(violations::peek);
        if (broken == null) {
            synchronized (hooks) {
                for (RelayHook hook : hooks) {
                    broken = broken == null ? hook.faults().peek() : broken;
                }
            }
        }
        if (broken != null) {
            throw new AssertionError(broken);
        }
    }

    /** Lets all futures end, closes the executor, and looks at what was noticed. */
    void finish() throws Exception {
        end();
        fail();
        require(
                spawned.stream().allMatch(Future::isDone),
                "after close there is a task that is not done: E6 demands that none is in limbo.");
    }

    /** The same when the rule has failed already. */
    void finishAfter(Throwable failure) {
        try {
            end();
        } catch (Throwable thrown) {
            if (thrown != failure) { // a cancel may throw the same one each time
                failure.addSuppressed(thrown);
            }
        }
    }

    private void end() throws Exception {
        for (Probe probe : probes) {
            probe.endBy(() -> null);
        }
        if (!holdsBriefly(() -> spawned.stream().allMatch(Future::isDone))) {
            spawned.forEach(task -> task.cancel(true));
        }
        close();
    }

    /** A moment for what is about to happen by itself; no verdict hangs on it. */
    static boolean holdsBriefly(BooleanSupplier condition) {
        for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return condition.getAsBoolean();
    }

    /** Closes the executor, the first time. */
    void close() throws Exception {
        if (!closed) {
            closed = true;
            Watched.call(
                    rule,
                    patience,
                    () -> {
                        executor.close();
                        return true;
                    });
        }
    }
}
