package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

/** One execution context: a thread that runs nodes, fires timers and parks in the slot's hook. */
final class Carrier implements ReactorHost, Timers {
    /*
     * Overview
     *
     * Everything here is confined to the thread, but for the mailbox and the counters. Work comes
     * from two sides: wakes on the carrier itself go straight to the run queue, everything else
     * through the mailbox. One turn of the loop:
     *
     *   run batches until both queues are empty or the budget is spent; each batch first appends
     *     the whole inbox to the run queue, so foreign work never waits for local wake chains (E8)
     *   fire due timers
     *   work left: give the hook a turn without blocking (H8)
     *   else: park in the hook until the next deadline
     *
     * I/O is looked at here only, never between two tasks: a look costs a system call, and the
     * chain of wakes that is running would pay for it.
     *
     * Who runs the loop decides when it ends and what an interrupt means: a thread of an executor
     * ends after close and ignores interrupts; a thread inside BlockOn.run ends with its future, and
     * an interrupt cancels that.
     */
    private static final int BATCH = 64;
    private static final int BUDGET_TASKS = 4096;
    private static final long BUDGET_NANOS = 500_000;
    private static final long BUDGET_MOST_NANOS = 10_000_000;

    private final CarrierOwner owner;
    private final Thread thread;
    private final boolean virtual;
    private final BridgeClock clock;
    private final boolean diagnostics;
    private final @Nullable ClassLoader loader;
    private final Tally tally = new Tally();
    private final Vitals vitals = new Vitals();
    private final Mailbox mailbox = new Mailbox(tally, this::unparkFailed);
    private final RunQueue runQueue = new RunQueue();
    private final LiveTasks live = new LiveTasks();
    private final TimerQueue timers = new TimerQueue(this);
    private final CarrierSlot slot;
    private final Parking parking;
    private final LoopEnd ending;
    private final Nudge nudge = new Nudge();

    /** Virtual threads that wait in place; confined to the carrier. */
    private int waits;

    /** Written by who starts one, before it is enqueued here. */
    private boolean hadThreads;

    /** Whether the queue has been given up: what comes goes where the mailbox sends it. */
    private boolean ended;

    Carrier(CarrierOwner owner, Thread thread, BridgeClock clock, boolean diagnostics) {
        this.owner = owner;
        this.thread = thread;
        this.virtual = thread.isVirtual();
        this.clock = clock;
        this.diagnostics = diagnostics;
        this.loader = thread.getContextClassLoader();
        this.slot = new CarrierSlot(this, diagnostics);
        this.parking = new Parking(this, mailbox, tally);
        this.ending = new LoopEnd(this, mailbox, runQueue);
    }

    // For any thread

    /** Whether the caller runs on this carrier: its loop, or a virtual thread mounted on it. */
    boolean isCurrent() {
        return (virtual ? Thread.currentThread() : BackEnd.currentCarrier()) == thread;
    }

    /** Enqueues a node. Neither blocks nor throws. */
    void enqueue(Node node) {
        if (isCurrent() && !ended) {
            runQueue.add(node);
        } else {
            mailbox.submit(node);
        }
    }

    /**
     * Enqueues a node if the carrier sleeps, and wakes it. From another thread.
     *
     * @return false if it does not sleep, or somebody else wakes it
     */
    boolean enqueueAsleep(Node node) {
        return mailbox.submitAsleep(node);
    }

    /** Whether the carrier has never parked: it has just started, which is no sign of work. */
    boolean isFresh() {
        return tally.isZero(Tally.PARKS_PLAIN) && tally.isZero(Tally.PARKS_HOOK);
    }

    /** Whether the carrier sleeps; a hint. */
    boolean isParked() {
        return parkedIn() != null;
    }

    /** Whether it sleeps and waits for events, as far as its hook says; a hint. */
    boolean isWaiting() {
        return isParked() && !vitals.isAwake();
    }

    /** The hook that it is parked in; a hint. */
    @Nullable ReactorHook parkedIn() {
        return mailbox.parkedIn();
    }

    /** Makes the carrier look at its owner, its inbox and its clock. */
    void signal() {
        if (isCurrent()) {
            nudge.enqueue(runQueue); // the carrier does not unpark itself (E3)
        } else {
            mailbox.signal();
        }
    }

    CarrierCounters counters() {
        return tally.snapshot();
    }

    Vitals vitals() {
        return vitals;
    }

    /** Polls, actions and runs of virtual threads so far. */
    long begun() {
        return tally.begun();
    }

    void countStall() {
        tally.addShared(Tally.STALLS, 1);
    }

    String description() {
        return owner.description();
    }

    /** Whether it is recorded who does what. */
    boolean diagnoses() {
        return diagnostics;
    }

    /** Names the current thread, and the class of what runs on it; calls no code of users. */
    String caller() {
        return isCurrent()
                ? "this carrier, running " + vitals.type()
                : "thread " + Thread.currentThread().getName();
    }

    @Nullable BridgeExecutor executor() {
        return owner.executor();
    }

    /** Reports a throw that belongs to nobody's result. */
    void report(Throwable thrown) {
        try {
            owner.report(thrown);
        } catch (Throwable again) {
            // the handler of last resort has failed; there is nobody left to tell
        }
    }

    private void unparkFailed(ReactorHook hook, Throwable thrown) {
        report(
                new IllegalStateException(
                        "unpark of the reactor hook "
                                + Label.of(hook)
                                + " threw; rule H3 forbids it.",
                        thrown));
    }

    // For the thread of this carrier

    CarrierSlot slot() {
        return slot;
    }

    TimerQueue timers() {
        return timers;
    }

    Timers contextTimers() {
        return this;
    }

    /** The first in the run queue, linked to those after it. */
    @Nullable Node queued() {
        return runQueue.first();
    }

    LiveTasks live() {
        return live;
    }

    boolean isCancelling() {
        return owner.isCancelling();
    }

    void count(int counter) {
        tally.add(counter, 1);
    }

    /** Whether a virtual thread of this carrier has ever been started. */
    boolean hasHadThreads() {
        return hadThreads;
    }

    void threadStarted() {
        hadThreads = true;
        owner.countThread(1);
    }

    void threadEnded() {
        owner.countThread(-1);
    }

    /** A virtual thread waits in place, or does not any more. */
    void countWait(int difference) {
        waits += difference;
    }

    /** How many virtual threads wait in place. */
    int waits() {
        return waits;
    }

    /** The queue has been given up. */
    void leaveQueue() {
        ended = true;
    }

    void nowRunning(@Nullable Object what) {
        vitals.runs(what);
    }

    String activity() {
        return vitals.toString();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean mayBlock() {
        if (!runQueue.isEmpty()) {
            return false;
        }
        if (vitals.isAwake() && Thread.currentThread() == thread) {
            vitals.asleep();
        }
        return true;
    }

    @Override
    public void awake() {
        if (!vitals.isAwake() && Thread.currentThread() == thread && slot.isInPark()) {
            vitals.awake(isParked());
        }
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Registration wakeAfter(long nanos, Waker waker) {
        requireNonNull(waker, "waker");
        if (!isCurrent()) {
            throw new IllegalStateException(
                    "The timers of "
                            + this
                            + " were used on "
                            + Thread.currentThread()
                            + ". A context and its timers are valid only during a poll, on the"
                            + " carrier (F10).");
        }
        slot.endPark(); // its bound does not know of this timer
        return timers.add(clock.nanoTime(), nanos, waker);
    }

    // The loop

    /** Runs until the owner ends; called once, by the thread of this carrier. */
    void loop() {
        LoopThread.enter(this);
        Registration advances = () -> {};
        try {
            advances = clock.onAdvance(this::signal);
            boolean ended = false;
            while (!ended) {
                ended = runOnce();
            }
        } catch (Throwable broken) {
            report(broken);
            tellOwner();
            ending.abort();
        } finally {
            LoopThread.exit();
            advances.close();
        }
    }

    private void tellOwner() {
        try {
            owner.broken();
        } catch (Throwable thrown) {
            report(thrown); // the tasks here end all the same
        }
    }

    /** One turn; returns whether the loop has ended. */
    private boolean runOnce() {
        vitals.round();
        boolean workLeft = drain();
        if (owner.isCancelling()) {
            live.closeAll(this);
        }
        if (owner.isEnding() && live.isEmpty() && waits == 0) {
            if (owner.isCancelling()) {
                ending.sendThreadsAway();
            }
            if (isIdle() && (owner.isCancelling() || !owner.hasThreads())) {
                return ending.end();
            }
        }
        fireTimers();
        if (workLeft || !isIdle()) {
            parking.turn();
        } else {
            parking.park(timers.isEmpty() ? Long.MAX_VALUE : timers.nanosToNext(nanoTime()));
        }
        return false;
    }

    /** Whether nothing is queued. */
    boolean isIdle() {
        return runQueue.isEmpty() && mailbox.isEmpty();
    }

    /**
     * Runs what is queued.
     *
     * @return whether work is left because the budget is spent
     */
    private boolean drain() {
        long start = 0;
        int ran = 0;
        while (true) {
            appendInbox();
            int batch = 0;
            Node node;
            while (batch < BATCH && (node = runQueue.poll()) != null) {
                runNode(node);
                batch++;
            }
            if (isIdle()) {
                return false;
            }
            long now = System.nanoTime();
            if (ran == 0) {
                start = now;
            }
            ran += batch;
            long spent = now - start;
            if (spent >= BUDGET_MOST_NANOS || (ran >= BUDGET_TASKS && spent >= BUDGET_NANOS)) {
                return true;
            }
            if (owner.isCancelling()) {
                live.closeAll(this);
            }
        }
    }

    /** Appends the whole inbox to the run queue, but for what cannot wait: that runs at once. */
    private void appendInbox() {
        Node node = mailbox.takeAll();
        long count = 0;
        while (node != null) {
            Node following = node.next;
            node.next = null;
            if (node.isUrgent()) {
                runNode(node);
            } else {
                runQueue.add(node);
            }
            node = following;
            count++;
        }
        if (count > 0) {
            tally.add(Tally.FOREIGN_SUBMITS, count);
        }
    }

    void runNode(Node node) {
        vitals.runs(node);
        Object begun = Telemetry.INSTANCE.beginRun(node);
        try {
            node.run(this);
        } catch (Throwable thrown) {
            report(thrown);
        }
        if (begun != null) {
            Telemetry.INSTANCE.endRun(begun, this);
        }
        vitals.runs(null);
        restoreThread();
    }

    /** Undoes what user code may have done to the thread. */
    void restoreThread() {
        if (thread.isInterrupted()) {
            try {
                owner.interrupted(thread);
            } catch (Throwable thrown) {
                report(thrown);
            }
        }
        if (thread.getContextClassLoader() != loader) {
            thread.setContextClassLoader(loader);
        }
    }

    private void fireTimers() {
        if (!timers.isEmpty()) {
            timers.fire(clock.nanoTime());
        }
    }

    @Override
    public String toString() {
        return owner.description();
    }
}
