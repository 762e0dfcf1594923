package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The carriers of one executor, from their start to their end. */
final class CarrierGroup {
    /*
     * Overview
     *
     * An executor is a phase and its carriers; everything else is theirs. A carrier reads the phase
     * between batches and is signalled when it changes, so it ends by itself: once draining, as soon
     * as it has neither tasks nor queued work. A spawn that saw OPEN may push after that; then it
     * finds the mailbox closed, and the task is cancelled by its own submitter.
     *
     * Possible phase transitions:
     *   OPEN       -> DRAINING     close: nothing new is accepted, tasks run on
     *   OPEN       -> CANCELLING   a carrier is broken, by a clock that throws for instance
     *   DRAINING   -> CANCELLING   the grace is over or the closer was interrupted
     *   DRAINING   -> CLOSED       each carrier has ended
     *   CANCELLING -> CLOSED       each carrier has ended
     *
     * What is scheduled is no task of a carrier yet. Who begins a phase ends it, see ScheduledTasks.
     */
    private static final int OPEN = 0;
    private static final int DRAINING = 1;
    private static final int CANCELLING = 2;
    private static final int CLOSED = 3;
    private static final List<String> PHASES = List.of("open", "draining", "cancelling", "closed");

    private final BridgeExecutor executor;
    private final String name;
    private final boolean closeable;
    private final BridgeMode mode;
    private final Thread.UncaughtExceptionHandler uncaughtHandler;
    private final List<CarrierThread> carriers = new ArrayList<>();
    private final ScheduledTasks scheduled = new ScheduledTasks();
    private final long slowClose;
    private final Consumer<String> slowCloseLog;

    /** Set by compareAndSet; volatile, so a carrier that was signalled sees the new phase. */
    private volatile int phase = OPEN;

    /** Carriers that have not ended; getAndAdd. */
    private volatile int running;

    /** Virtual threads that have started and not ended; getAndAdd. */
    private volatile int threads;

    /** Numbers of virtual threads; getAndAdd. */
    private volatile int named;

    /** What is to be done once closed; taken by getAndSet. */
    private volatile @Nullable Runnable atEnd;

    /** Makes and starts the carriers. */
    CarrierGroup(BridgeExecutor executor, BridgeBuilder builder, boolean closeable) {
        this.executor = executor;
        this.name = builder.executorName();
        this.closeable = closeable;
        this.mode = builder.chosenMode();
        this.uncaughtHandler = builder.uncaughtHandler;
        this.running = builder.carriers;
        this.slowClose = builder.slowClose;
        this.slowCloseLog = builder.slowCloseLog;
        Dispatcher.start(); // here, where it may fail, and not on a carrier
        if (builder.leavesModeOpen()) {
            BackEndLog.once();
        }
        try {
            for (int i = 0; i < builder.carriers; i++) {
                carriers.add(new CarrierThread(this, builder, name + "-" + i));
            }
            carriers.forEach(CarrierThread::watch);
            carriers.forEach(CarrierThread::start);
            carriers.forEach(c -> c.awaitStart(builder.startPatience));
        } catch (Throwable refused) {
            begin(CANCELLING); // those that run already end
            carriers.forEach(CarrierThread::unwatch);
            throw refused;
        }
    }

    int size() {
        return carriers.size();
    }

    Carrier carrier(int index) {
        return carriers.get(index).carrier;
    }

    String nextThreadName() {
        return name + "-virtual-" + ((int) NAMED.getAndAdd(this, 1) + 1);
    }

    /** Makes an unstarted virtual thread that belongs to the carrier. */
    Thread newThread(Carrier carrier, @Nullable String threadName, Runnable task) {
        Thread thread;
        if (mode == BridgeMode.CARRIER) {
            JdkPollers.start();
            thread = CarriedThread.newThread(carrier, threadName, task);
        } else {
            Thread.Builder builder = Thread.ofVirtual();
            if (threadName != null) {
                builder.name(threadName);
            }
            thread = JdkScheduler.make(builder, () -> runHosted(carrier, task));
        }
        thread.setUncaughtExceptionHandler(uncaughtHandler);
        return thread;
    }

    private void runHosted(Carrier carrier, Runnable task) {
        countThread(1);
        try {
            LoopThread.runHosted(carrier, task);
        } finally {
            countThread(-1);
        }
    }

    /** What its scheduled views have submitted. */
    ScheduledTasks scheduled() {
        return scheduled;
    }

    String name() {
        return name;
    }

    BridgeExecutor executor() {
        return executor;
    }

    Thread.UncaughtExceptionHandler uncaughtHandler() {
        return uncaughtHandler;
    }

    /** Has the action run once everything is closed, here if it is already; called once. */
    void atEnd(Runnable action) {
        atEnd = action; // volatile: before the phase is read
        runAtEnd();
    }

    void runAtEnd() {
        if (phase == CLOSED) { // volatile read
            Runnable action =
                    (Runnable) AT_END.getAndSet(this, null); // volatile: one of two runs it
            if (action != null) {
                action.run();
            }
        }
    }

    BridgeMode mode() {
        return mode;
    }

    boolean isOpen() {
        return phase == OPEN; // volatile read
    }

    boolean isClosed() {
        return phase == CLOSED; // volatile read
    }

    /** Whether tasks run on: nobody has begun to cancel them. */
    boolean isRunning() {
        return phase < CANCELLING; // volatile read
    }

    boolean isCancelling() {
        return phase == CANCELLING; // volatile read
    }

    /** A carrier is broken: the others do not go on without it. */
    void broken() {
        begin(CANCELLING);
    }

    /** A carrier has ended; the last one closes. */
    void carrierEnded() {
        if ((int) RUNNING.getAndAdd(this, -1) == 1) { // volatile: the last
            phase = CLOSED;
        }
    }

    /** Waits for the grace, or an interrupt; then cancels and waits for as long as patience. */
    void awaitEnd(long grace, long patience) {
        SlowClose waiting = new SlowClose(this, slowClose, slowCloseLog);
        boolean interrupted = false;
        try {
            if (join(waiting, grace)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        begin(CANCELLING);
        long start = System.nanoTime();
        boolean ended = false;
        while (!ended) {
            try {
                ended = join(waiting, patience - (System.nanoTime() - start));
                if (!ended) {
                    reportStuck();
                    ended = true;
                }
            } catch (InterruptedException e) {
                interrupted = true; // tasks are being cancelled already
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the carriers; false if the time is over. */
    private boolean join(SlowClose waiting, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        for (CarrierThread carrier : carriers) {
            long left = nanos - (System.nanoTime() - start);
            if (!waiting.join(carrier.thread, left)) {
                return false;
            }
        }
        return true;
    }

    /** Begins to cancel after the grace; does not wait. */
    void cancelAfter(long nanos) {
        carriers.forEach(c -> c.carrier.enqueue(new CancelTimer(nanos)));
    }

    /** Arms a timer on a carrier that cancels what is left; a carrier that has ended needs none. */
    private final class CancelTimer extends Node {
        private final long nanos;

        CancelTimer(long nanos) {
            this.nanos = nanos;
        }

        @Override
        void run(Carrier carrier) {
            carrier.wakeAfter(nanos, () -> begin(CANCELLING));
        }

        @Override
        void abandon() {}
    }

    /**
     * Begins to end, unless that has begun: nothing new is accepted.
     *
     * @return false if this executor is never closed
     */
    boolean drain() {
        if (closeable) {
            begin(DRAINING);
        }
        return closeable;
    }

    /** Virtual threads that have started and not ended. */
    int threads() {
        return threads; // volatile read
    }

    /** A virtual thread has started or ended; the last one may be what a close waits for. */
    void countThread(int difference) {
        int before =
                (int) THREADS.getAndAdd(this, difference); // volatile: before the phase is read
        if (before + difference == 0 && phase != OPEN) { // volatile read
            signalAll();
        }
    }

    /** Moves to a later phase and has the carriers look at it. */
    private void begin(int later) {
        int before = phase;
        while (before < later && !PHASE.compareAndSet(this, before, later)) { // volatile
            before = phase;
        }
        if (before < later) {
            signalAll();
        }
        scheduled.close(description(), later == CANCELLING);
    }

    /** Allocates nothing: what ends a thread may run when memory is out. */
    private void signalAll() {
        for (int i = 0; i < carriers.size(); i++) {
            carriers.get(i).carrier.signal();
        }
    }

    private void reportStuck() {
        for (CarrierThread carrier : carriers) {
            if (carrier.thread.isAlive()) {
                IllegalStateException stuck =
                        new IllegalStateException(
                                executor
                                        + " does not end: "
                                        + carrier.thread
                                        + " does not come back from what it runs, whose stack this"
                                        + " is.");
                stuck.setStackTrace(
                        Glimpse.of(carrier.carrier).stack().toArray(new StackTraceElement[0]));
                carrier.report(stuck);
            }
        }
    }

    /** Names it for messages, whatever its phase. */
    String description() {
        return "executor " + name;
    }

    @Override
    public String toString() {
        return name + ", " + PHASES.get(phase);
    }

    private static final VarHandle PHASE;
    private static final VarHandle RUNNING;
    private static final VarHandle THREADS;
    private static final VarHandle NAMED;
    private static final VarHandle AT_END;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(CarrierGroup.class, "phase", int.class);
            THREADS = lookup.findVarHandle(CarrierGroup.class, "threads", int.class);
            NAMED = lookup.findVarHandle(CarrierGroup.class, "named", int.class);
            AT_END = lookup.findVarHandle(CarrierGroup.class, "atEnd", Runnable.class);
            RUNNING = lookup.findVarHandle(CarrierGroup.class, "running", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
