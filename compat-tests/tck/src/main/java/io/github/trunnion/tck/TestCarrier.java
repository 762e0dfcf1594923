package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * An execution context that a test drives by hand, on the thread that made it: slot, timers, a
 * waker that counts, and a park in the hook that a future registered.
 *
 * <p>Everything but the wakers, the timers and {@code close} of a lease belongs to that thread.
 * Closing the carrier closes the hook.
 */
public final class TestCarrier implements AutoCloseable {
    /*
     * Overview
     *
     * Written to be obvious, not fast, and to share nothing with what it tests: whatever another
     * thread may touch is guarded by one lock, and no foreign code runs under it. A wake sets
     * `notified` and takes the hook that is parked in, if any; the carrier publishes the hook only
     * while `notified` is false. So either the carrier sees the wake, or the wake sees the hook,
     * whose unpark is sticky (H3).
     */
    private record Timer(long due, Waker waker) {}

    private final Object lock = new Object();
    private final Thread thread = Thread.currentThread();
    private final Timers timers;
    private final TestSlot slot = new TestSlot(this);
    private final CountingWaker wakes = new CountingWaker();
    private final Waker waker = new OwnWaker();

    /** Whether anything was woken since the last look; guarded by lock. */
    private boolean notified;

    /** The hook that the carrier is parked in, until somebody unparks it; guarded by lock. */
    private @Nullable ReactorHook parkedIn;

    /** Guarded by lock. */
    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>((a, b) -> Long.signum(a.due - b.due));

    /** A carrier of the current thread, whose timers run on the system's time. */
    public TestCarrier() {
        this.timers = new OwnTimers();
    }

    /**
     * A carrier of the current thread with timers of the test's own, which do not bound its parks.
     *
     * @param timers the timers, a {@link FakeClock} for instance
     */
    public TestCarrier(Timers timers) {
        this.timers = requireNonNull(timers, "timers");
    }

    // What a future sees

    /**
     * The context of a poll, with the carrier's own waker.
     *
     * @return the context
     */
    public Context context() {
        return context(waker);
    }

    /**
     * The context of a poll.
     *
     * @param with its waker; it should end in a wake of {@link #waker()}, or a park may not end
     * @return the context
     */
    public Context context(Waker with) {
        return Context.of(with, slot, timers);
    }

    /**
     * The waker of {@link #context()}: it counts, and ends a park of this carrier.
     *
     * @return the waker, the same one each time
     */
    public Waker waker() {
        return waker;
    }

    /**
     * How often {@link #waker()} was woken.
     *
     * @return the count
     */
    public CountingWaker wakes() {
        return wakes;
    }

    /**
     * The slot of the context.
     *
     * @return the slot
     */
    public ReactorSlot slot() {
        return slot;
    }

    /**
     * The timers of the context.
     *
     * @return the timers
     */
    public Timers timers() {
        return timers;
    }

    /**
     * What a hook is told of this context, for tests that make one without a slot.
     *
     * @return the host
     */
    public ReactorHost host() {
        return slot.host();
    }

    /**
     * How many leases of the held hook are open.
     *
     * @return the number
     */
    public int leases() {
        return slot.leases();
    }

    // What a test does

    /**
     * Polls once, with the carrier's own waker.
     *
     * @param future the future
     * @param <T> the type of its value
     * @return what it returned
     * @throws Exception what it threw
     */
    public <T extends @Nullable Object> Poll<T> poll(PollFuture<T> future) throws Exception {
        requireThread();
        return poll(future, context());
    }

    <T extends @Nullable Object> Poll<T> poll(PollFuture<T> future, Context cx) throws Exception {
        return Watched.during(
                "F1", "poll of " + future + " has not returned", () -> future.poll(cx));
    }

    /**
     * Polls, and parks until it was woken, until the future is done.
     *
     * @param future the future
     * @param patience how long it may take in all
     * @param <T> the type of its value
     * @return its value
     * @throws Exception its failure
     * @throws AssertionError if it is not done in time; it is cancelled then
     */
    public <T extends @Nullable Object> T run(PollFuture<T> future, Duration patience)
            throws Exception {
        long start = System.nanoTime();
        while (true) {
            int before = wakes.wakes();
            if (poll(future) instanceof Poll.Ready<T> ready) {
                return ready.value();
            }
            Duration left = patience.minusNanos(System.nanoTime() - start);
            if (!parkUntil(() -> wakes.wakes() != before, left)) {
                future.cancel();
                throw new AssertionError(
                        "F2: " + future + " is pending, and no wake came within " + patience + ".");
            }
        }
    }

    /**
     * Parks, and fires what becomes due, until the condition holds.
     *
     * @param condition asked on this thread after each park
     * @param patience how long to wait at most
     * @return whether it holds
     */
    public boolean parkUntil(BooleanSupplier condition, Duration patience) {
        requireThread();
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long left = patience.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            park(left);
        }
        return true;
    }

    /**
     * Parks once, in the held hook if it has a lease and is interested, else plainly; then fires
     * the timers that are due. A hook that throws fails as rule H5 says.
     *
     * @param nanos at most how long, in nanoseconds
     * @return how many events the hook dispatched
     */
    public int park(long nanos) {
        requireThread();
        int events = 0;
        ReactorHook hook = slot.target();
        long most = Math.min(nanos, nanosToTimer());
        if (hook == null) {
            parkPlainly(most);
        } else if (enter(hook)) {
            events = slot.park(hook, most);
            leave();
        } else {
            events = slot.park(hook, 0);
        }
        fireTimers();
        return events;
    }

    /** Ends a park of this carrier, or the next one. Any thread. */
    public void endPark() {
        ReactorHook hook;
        synchronized (lock) {
            notified = true;
            hook = parkedIn;
            parkedIn = null;
            lock.notifyAll();
        }
        if (hook != null && Thread.currentThread() != thread) {
            isolate(hook::unpark);
        }
    }

    /** Closes the hook; the context has ended. */
    @Override
    public void close() {
        requireThread();
        slot.close();
    }

    // Behind it

    /** How many timers of this carrier, or of its clock, are set; -1 for timers it cannot see. */
    int liveTimers() {
        if (timers instanceof FakeClock clock) {
            return clock.live();
        }
        synchronized (lock) {
            return timers instanceof OwnTimers ? queue.size() : -1;
        }
    }

    Thread thread() {
        return thread;
    }

    /** Calls what must not throw; a throw goes to the handler of the carrier's thread. */
    void isolate(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    void report(Throwable thrown) {
        Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        Thread to = handler == null ? Thread.currentThread() : thread; // null: it has ended
        to.getUncaughtExceptionHandler().uncaughtException(to, thrown);
    }

    /** Whether nothing was woken since the park began (H2). */
    boolean mayBlock() {
        synchronized (lock) {
            return !notified;
        }
    }

    void requireThread() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "This test carrier belongs to "
                            + thread
                            + " and was used on "
                            + Thread.currentThread()
                            + "; only wakers, timers and leases may be used elsewhere (C7).");
        }
    }

    private boolean enter(ReactorHook hook) {
        synchronized (lock) {
            if (notified) {
                notified = false;
                return false;
            }
            parkedIn = hook;
            return true;
        }
    }

    private void leave() {
        synchronized (lock) {
            parkedIn = null;
            notified = false;
        }
    }

    void parkPlainly(long nanos) {
        synchronized (lock) {
            Monitor.await(lock, () -> notified, nanos);
            notified = false;
        }
    }

    private long nanosToTimer() {
        synchronized (lock) {
            Timer next = queue.peek();
            return next == null ? Long.MAX_VALUE : Math.max(0, next.due - System.nanoTime());
        }
    }

    private void fireTimers() {
        while (true) {
            Timer due;
            synchronized (lock) {
                due = queue.peek();
                if (due == null || due.due - System.nanoTime() > 0) {
                    return;
                }
                queue.remove();
            }
            Wakers.fire(due.waker);
        }
    }

    private final class OwnWaker implements Waker {
        @Override
        public void wake() {
            wakes.wake();
            endPark();
        }

        @Override
        public String toString() {
            return "waker of the test carrier, " + wakes;
        }
    }

    private final class OwnTimers implements Timers {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Registration wakeAfter(long nanos, Waker timed) {
            Timer timer;
            synchronized (lock) {
                long due = System.nanoTime() + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
                timer = new Timer(due, timed);
                queue.add(timer);
            }
            endPark(); // which may last longer than this timer
            return () -> {
                synchronized (lock) {
                    queue.remove(timer);
                }
            };
        }
    }

    @Override
    public String toString() {
        return "TestCarrier[" + thread.getName() + "]";
    }
}
