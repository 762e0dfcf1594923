package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run of a scenario under one seed. */
final class Run {
    /*
     * Overview
     *
     * All simulated threads are coroutines on the thread that calls execute; one runs at a time. A
     * step comes before each access of shared state: there the run may go on with another thread. So
     * what lies between two steps is atomic, and the order of the steps is the only freedom there is.
     *
     * The seed decides how the freedom is used. Some seeds switch to a random thread with some
     * probability at each step; the others give threads priorities, run the highest, and lower it at
     * a few random steps, which finds bugs that need few switches at the right places (PCT, Burckhardt
     * et al. 2010). The seed also decides whether parks return for no reason, whether time passes
     * while threads run, and whether plain writes are buffered.
     *
     * When nobody can go on, time moves to the next deadline; without a deadline who waits for quiet
     * goes on; without that either the run is over, or it is a deadlock, which is what a lost wake-up
     * looks like.
     */
    private static final int STEP_LIMIT = 20_000;
    private static final int MOST_SPURIOUS = 3;
    private static final int MOST_JUMPS = 20;

    /** Nanoseconds; longer limits are patience, which is not over because a thread is slow. */
    private static final long LONGEST_JUMP = 100_000_000;

    private final long seed;
    private final Randomness random;
    private final Plan plan;
    private final Trace trace;

    private final SimThreads threads = new SimThreads();
    private SimThread[] candidates = new SimThread[8];

    private int lowest;
    private boolean rethink;
    private int spurious;
    private int jumps;

    private @Nullable SimThread next;
    private boolean over;
    private @Nullable String failure;
    private @Nullable Throwable cause;
    private @Nullable Consumer<Throwable> uncaught;

    private @Nullable Object dispatcher;

    private long now = 1_000_000_000L;
    private int steps;
    private int switches;

    Run(long seed, boolean traced) {
        this.seed = seed;
        random = new Randomness(seed);
        plan = Plan.of(random);
        trace = new Trace(traced);
    }

    Outcome execute(Runnable main) {
        Thread thread = newThread("main", main);
        next = add(thread, main);
        try {
            while (!over && next != null) {
                SimThread running = next;
                Schedule.enter(running);
                running.coroutine.resume();
                Schedule.enter(null);
            }
        } catch (Throwable thrown) {
            record("the scheduler failed: " + thrown, thrown); // pinned, for instance
        } finally {
            Schedule.enter(null);
        }
        return new Outcome(seed, failure, cause, steps, switches, trace.digest(), trace.lines());
    }

    // Threads

    Thread newThread(String name, Runnable target) {
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon(false)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(target);
        thread.setUncaughtExceptionHandler((t, thrown) -> uncaught(thrown));
        return thread;
    }

    SimThread add(Thread thread, Runnable target) {
        SimThread added = new SimThread(this, threads.count(), thread, target);
        threads.add(added);
        if (threads.count() > candidates.length) {
            candidates = new SimThread[2 * candidates.length];
        }
        if (plan.byPriority()) {
            added.priority = random.below(1 << 20);
            rethink = true;
        }
        return added;
    }

    @Nullable SimThread find(Thread thread) {
        return threads.find(thread);
    }

    void body(SimThread self, Runnable target) {
        try {
            step(self, Sites.START, false);
            target.run();
        } catch (Throwable thrown) {
            handle(self.thread, thrown);
        }
        step(self, Sites.END, false);
        self.drain();
        if (self.virtual != null) {
            self.virtual.end();
        } else {
            self.state = SimThread.State.ENDED;
            leave(self);
        }
    }

    private void handle(Thread thread, Throwable thrown) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable again) {
            record("an uncaught exception handler threw " + again, again);
        }
    }

    void onUncaught(Consumer<Throwable> handler) {
        uncaught = handler;
    }

    void uncaught(Throwable thrown) {
        if (uncaught != null) {
            uncaught.accept(thrown);
        } else {
            fail("nobody caught " + thrown, thrown);
        }
    }

    // Failing

    private void record(String what, @Nullable Throwable thrown) {
        if (failure == null) {
            failure = what;
            cause = thrown;
            note("FAILS: " + what);
        }
        over = true;
    }

    /** Ends the run; does not return inside a simulated thread. */
    void fail(String what, @Nullable Throwable thrown) {
        record(what, thrown);
        SimThread self = Schedule.self();
        if (self != null) {
            Coroutine.suspend(); // and is never resumed
        }
    }

    // Steps

    void step(SimThread self, int site, boolean drains) {
        if (++steps > STEP_LIMIT) {
            fail("it goes on for ever: more than " + STEP_LIMIT + " steps. " + threads, null);
        }
        long r = random.next();
        if (rethink || (r & plan.decideMask()) == 0) {
            decide(self, (r & plan.decideMask()) == 0);
        }
        if ((r >>> 20 & plan.jumpMask()) == 0 && jumps < MOST_JUMPS) {
            jumps += advance(false) ? 1 : 0;
        }
        if ((r >>> 32 & plan.spuriousMask()) == 0 && spurious < MOST_SPURIOUS) {
            wakeForNothing();
        }
        trace.step(self, site);
        if (self.hasBuffered()) {
            if (drains) {
                self.drain();
            } else if ((r >>> 44 & plan.drainMask()) == 0) {
                self.drainOne();
            }
        }
    }

    private void decide(SimThread self, boolean freely) {
        rethink = false;
        if (plan.byPriority() && freely) {
            self.priority = --lowest;
        }
        SimThread chosen = pick();
        if (chosen != null && chosen != self) {
            switchTo(chosen);
        }
    }

    private void switchTo(SimThread chosen) {
        switches++;
        next = chosen;
        Coroutine.suspend();
    }

    private @Nullable SimThread pick() {
        int n = 0;
        for (int i = 0; i < threads.count(); i++) {
            if (canRun(threads.get(i))) {
                candidates[n++] = threads.get(i);
            }
        }
        if (n <= 1) {
            return n == 0 ? null : candidates[0];
        }
        if (!plan.byPriority()) {
            return candidates[random.below(n)];
        }
        SimThread best = candidates[0];
        for (int i = 1; i < n; i++) {
            if (candidates[i].priority > best.priority) {
                best = candidates[i];
            }
        }
        return best;
    }

    private boolean canRun(SimThread thread) {
        if (thread.state == SimThread.State.RUNNABLE) {
            return true;
        }
        return thread.state == SimThread.State.WAITING
                && (thread.deadline <= now || holds(thread.condition));
    }

    private static boolean holds(@Nullable BooleanSupplier condition) {
        if (condition == null) {
            return false;
        }
        SimThread self = Schedule.self();
        Schedule.enter(null); // no steps inside of a condition
        try {
            return condition.getAsBoolean();
        } finally {
            Schedule.enter(self);
        }
    }

    /** The thread cannot go on: another one does. */
    void leave(SimThread self) {
        SimThread chosen = chooseOther();
        next = chosen;
        if (self.state == SimThread.State.ENDED || chosen == self) {
            return;
        }
        switches++;
        Coroutine.suspend();
    }

    private @Nullable SimThread chooseOther() {
        if (over || threads.haveEnded()) {
            over = true;
            return null;
        }
        do {
            SimThread chosen = pick();
            if (chosen != null) {
                return chosen;
            }
        } while (advance(true));
        SimThread quiet = threads.first(SimThread.State.QUIET);
        if (quiet != null) {
            return quiet;
        }
        record("nobody goes on any more: " + threads, null);
        return null;
    }

    /** Moves time to the earliest deadline; returns whether there is one. */
    private boolean advance(boolean needed) {
        long earliest = threads.earliestDeadline();
        if (earliest == Long.MAX_VALUE) {
            return false;
        }
        if (!needed && earliest > now + LONGEST_JUMP) {
            return false;
        }
        now = Math.max(now, earliest);
        for (int i = 0; i < threads.count(); i++) {
            SimThread thread = threads.get(i);
            if (thread.state == SimThread.State.PARKED && thread.deadline <= now) {
                makeRunnable(thread);
            }
        }
        note("time is " + now);
        rethink = true;
        return true;
    }

    private void wakeForNothing() {
        SimThread parked = threads.first(SimThread.State.PARKED);
        if (parked != null) {
            note(parked.name() + " returns from park for no reason");
            makeRunnable(parked);
            spurious++;
        }
    }

    void makeRunnable(SimThread thread) {
        thread.state = SimThread.State.RUNNABLE;
        thread.deadline = Long.MAX_VALUE;
        thread.condition = null;
        rethink |= plan.byPriority();
    }

    // Waiting

    /** Goes on as whoever is chosen: at random, or as the highest priority but this one's. */
    void letOthersRun(SimThread self) {
        decide(self, true);
    }

    /** Waits until the condition holds or the time is over; returns whether it holds. */
    boolean await(SimThread self, BooleanSupplier condition, long nanos) {
        step(self, Sites.AWAIT, true);
        self.deadline = deadline(nanos);
        if (!holds(condition)) {
            self.state = SimThread.State.WAITING;
            self.condition = condition;
            leave(self);
        }
        makeRunnable(self);
        return holds(condition);
    }

    /** Waits until nobody else goes on by itself. */
    void quiet(SimThread self) {
        step(self, Sites.AWAIT, true);
        self.state = SimThread.State.QUIET;
        leave(self);
        makeRunnable(self);
    }

    long deadline(long nanos) {
        return nanos >= Long.MAX_VALUE - now ? Long.MAX_VALUE : now + Math.max(0, nanos);
    }

    long now() {
        return now;
    }

    /** What starts threads for others; made when it is first needed. */
    Object dispatcher(Supplier<Object> make) {
        Object made = dispatcher;
        if (made == null) {
            made = make.get();
            dispatcher = made;
        }
        return made;
    }

    boolean buffersStores() {
        return plan.buffersStores();
    }

    int below(int bound) {
        return random.below(bound);
    }

    void note(String text) {
        trace.note(text);
    }
}
