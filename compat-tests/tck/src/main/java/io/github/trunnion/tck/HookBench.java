package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A hook in the slot of a carrier, and what a rule does to it. On the carrier unless it says so.
 */
final class HookBench<H extends ReactorHook> implements AutoCloseable {
    /*
     * Overview
     *
     * The rules call park themselves, not through the carrier, so that they see what it throws and
     * decide what the host answers. The slot is there because futures find their reactor in it.
     *
     * What a test waits for ends before its thread is given up as lost, so the message says what
     * was waited for.
     */
    static final Duration MOMENT = Duration.ofMillis(30);

    /** What a rule does on another thread. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    final String rule;
    final TestCarrier carrier;
    final ScriptedHost host;
    final H hook;
    final ReactorLease<ReactorHook> lease;
    final CountingWaker woken = new CountingWaker();

    private final HookRules<H> verification;
    private final Phase phase;
    private final Duration patience;
    private final List<Armed> armed = new ArrayList<>();
    private final IdentityHashMap<Waker, NotedWaker> noted =
            new IdentityHashMap<>(); // guarded by itself

    HookBench(HookRules<H> verification, String rule, Phase phase) throws Exception {
        this.verification = verification;
        this.rule = rule;
        this.phase = phase;
        this.patience = verification.patience().multipliedBy(3).dividedBy(4);
        this.carrier = new TestCarrier();
        this.host = new ScriptedHost(carrier.host());
        phase.now = "createHook";
        H made = verification.createHook(host);
        this.hook = made;
        this.lease = carrier.slot().acquire(ReactorHook.class, h -> made);
        phase.now = "the rule";
    }

    /** What the carrier is doing, for the message of a test that does not come back. */
    static final class Phase {
        volatile String now = "the carrier";

        /** Whether the carrier is inside a park. */
        volatile boolean inPark;

        /** Where a waker was fired that is not the carrier. */
        volatile @Nullable Thread firedOn;

        /** When the time of the rule began to run. */
        final long start = System.nanoTime();

        /** What is said if the carrier does not come back. */
        String late() {
            return strayed() == null
                    ? now + " has not returned"
                    : strayed() + "; " + now + " has not returned";
        }

        /** What has gone wrong before anything else did, if it has. */
        @Nullable String strayed() {
            Thread thread = firedOn; // volatile read
            return thread == null
                    ? null
                    : "a waker was fired on " + thread + ", not on the carrier inside park (H2)";
        }
    }

    // Interest

    /** An interest of the test's waker, which does what the waker of a carrier does. */
    Armed arm() {
        return arm(() -> {});
    }

    /** An interest of a waker that also does something. */
    Armed arm(Deed inside) {
        return armWith(
                () -> {
                    host.queued = true;
                    woken.wake();
                    try {
                        inside.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    /** An interest of just this waker. */
    Armed armWith(Waker waker) {
        phase.now = "arm";
        Armed event;
        try {
            event = new Armed(verification.arm(hook, carrier.context(noted(waker))));
        } catch (Throwable thrown) {
            throw new AssertionError(rule + ": arm threw " + thrown + ".", thrown);
        }
        armed.add(event);
        phase.now = "the rule";
        return event;
    }

    /** One waker for each, so that a hook may still compare them. */
    private Waker noted(Waker waker) {
        synchronized (noted) {
            return noted.computeIfAbsent(waker, NotedWaker::new);
        }
    }

    /** Notes whether it is woken on another thread than the carrier, which explains the rest. */
    private final class NotedWaker implements Waker {
        private final Waker inner;

        NotedWaker(Waker inner) {
            this.inner = inner;
        }

        @Override
        public void wake() {
            if (Thread.currentThread() != carrier.thread()) {
                phase.firedOn = Thread.currentThread();
            }
            inner.wake();
        }

        @Override
        public String toString() {
            return inner.toString();
        }
    }

    /** An event that is closed once. */
    static final class Armed {
        private final HookEvent event;
        private boolean closed;

        Armed(HookEvent event) {
            this.event = event;
        }

        /** Any thread. */
        void fire() throws Exception {
            event.fire();
        }

        void close() throws Exception {
            if (!closed) {
                closed = true;
                event.close();
            }
        }
    }

    // Parking

    /** The call in words. */
    static String park(long nanos) {
        return "park(" + (nanos == Long.MAX_VALUE ? "Long.MAX_VALUE" : nanos) + ")";
    }

    /** A park as a carrier does it, which must not throw. */
    int park(long nanos, String when) {
        host.queued = false;
        return parkQueued(nanos, when);
    }

    /** A park with the host's answer left as it is. */
    int parkQueued(long nanos, String when) {
        String call = park(nanos) + " " + when;
        phase.now = call;
        phase.inPark = true; // volatile
        int events;
        try {
            events = hook.park(nanos);
        } catch (Throwable thrown) {
            throw new AssertionError(rule + ": " + call + " threw " + thrown + ".", thrown);
        } finally {
            phase.inPark = false;
            phase.now = "the rule";
        }
        Verification.require(events >= 0, rule, call + " returned " + events + " events.");
        return events;
    }

    /** Parks without a bound until the condition holds, and returns the sum of the events. */
    int parkUntil(BooleanSupplier condition, String when) {
        return parkUntil(Long.MAX_VALUE, condition, when);
    }

    int parkUntil(long nanos, BooleanSupplier condition, String when) {
        int events = 0;
        while (!condition.getAsBoolean()) {
            Verification.require(
                    !isLate(), rule, "park " + when + " returns and returns, but nothing comes.");
            events += park(nanos, when);
        }
        return events;
    }

    /** Any thread. */
    boolean isInPark() {
        return phase.inPark; // volatile read
    }

    boolean isLate() {
        return System.nanoTime() - phase.start > patience.toNanos();
    }

    /** Whether half of the patience is over, so that a long rule has to come to its end. */
    boolean isHalfOver() {
        return System.nanoTime() - phase.start > patience.toNanos() / 2;
    }

    /** Calls something of the hook that must not throw. */
    void quietly(String what, Deed call) {
        phase.now = what;
        try {
            call.run();
        } catch (AssertionError violated) {
            throw violated;
        } catch (Throwable thrown) {
            throw new AssertionError(rule + ": " + what + " threw " + thrown + ".", thrown);
        }
        phase.now = "the rule";
    }

    // Other threads

    /** Waits until the carrier seems to sleep in its park, or a moment. On another thread. */
    void awaitPark() {
        long until = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() - until < 0) {
            Thread.State state = carrier.thread().getState();
            if (phase.inPark
                    && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
                return;
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Does something on another thread. */
    Elsewhere elsewhere(Thread.Builder thread, String what, Deed deed) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        thread.start(
                () -> {
                    try {
                        deed.run();
                        done.complete(null);
                    } catch (Throwable thrown) {
                        done.completeExceptionally(thrown);
                    }
                });
        return new Elsewhere(what, done);
    }

    Elsewhere elsewhere(String what, Deed deed) {
        return elsewhere(Thread.ofPlatform().daemon().name("tck-other"), what, deed);
    }

    /** What is done on another thread. */
    final class Elsewhere {
        private final String what;
        private final CompletableFuture<@Nullable Void> done;

        private Elsewhere(String what, CompletableFuture<@Nullable Void> done) {
            this.what = what;
            this.done = done;
        }

        /** Demands that it comes back, and has not thrown. */
        void join() throws InterruptedException {
            long left = patience.toNanos() - (System.nanoTime() - phase.start);
            try {
                done.get(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw interrupted(what);
            } catch (TimeoutException e) {
                throw new AssertionError(rule + ": " + what + " has not returned.", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AssertionError violated) {
                    throw violated;
                }
                throw new AssertionError(
                        rule + ": " + what + " threw " + e.getCause() + ".", e.getCause());
            }
        }
    }

    /** Demands that what was done has not used an interrupt. */
    void requireNotInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(what);
        }
    }

    private AssertionError interrupted(String what) {
        return new AssertionError(
                rule
                        + ": "
                        + what
                        + " has interrupted its carrier; an interrupt is the carrier's business"
                        + " (H1).");
    }

    // The end

    /** Closes the hook as its carrier does: once. */
    void closeHook() {
        quietly("close", this::closeCarrier);
    }

    /** Fails with what the hook's close throws, which the carrier only reports. */
    private void closeCarrier() {
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        List<Throwable> reports = new ArrayList<>();
        thread.setUncaughtExceptionHandler((t, thrown) -> reports.add(thrown));
        try {
            carrier.close();
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        if (!reports.isEmpty()) {
            Throwable thrown = reports.getFirst();
            throw new AssertionError(rule + ": close threw " + thrown + ".", thrown);
        }
    }

    @Override
    public void close() {
        quietly(
                "dropping the interest",
                () -> {
                    for (Armed event : armed) {
                        event.close();
                    }
                });
        closeHook();
    }
}
