package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/** A virtual thread that runs on a carrier: the scheduler that it sees, and its queue node. */
final class CarriedThread extends Node implements Executor, Runnable, Dispatcher.Dispatched {
    /*
     * Overview
     *
     * The JDK gives a virtual thread's continuation to the thread's scheduler each time it is to
     * run, on whatever thread made it runnable: one of the JDK's pollers, a timer, another virtual
     * thread. A scheduler that throws there ends that thread for the whole JVM, so this one does
     * nothing that can fail (E5): the continuation is always the same object, it is its own queue
     * node, and enqueueing it is a few read-modify-writes. So is what follows after the carrier has
     * ended: the node goes to the dispatcher, which runs the continuation on a platform thread.
     *
     * A virtual thread that this one makes with the JDK's own builders inherits its scheduler. It
     * arrives here with a continuation of its own and runs on the same carrier, by a node that is
     * allocated for each run. The carrier does not count it, and it has no waits in place.
     *
     * Possible state transitions of queued:
     *   false -> true    it became runnable; the winner enqueues
     *   true  -> true    it is in a queue already; a continuation that runs twice does no harm, but
     *                    a node that is in two queues would tear both
     *   true  -> false   it is about to run. The JDK may find then that the thread is suspended, for
     *                    somebody takes its stack trace and makes it runnable again after that, or
     *                    that it waits, if this is what was left of such a time. A clear that came
     *                    into sight after that look would lose it
     */
    /**
     * The carrier; it stays that of the thread when it has ended, so that awaits find it closed.
     */
    private final Carrier home;

    /** Whether the carrier has ended; whoever still reads no is sent on by its mailbox. */
    private boolean forwarded;

    /** Set before the thread can start. */
    private @Nullable Thread thread;

    /** Set when the thread starts, before anybody can make it runnable again. */
    private @Nullable Runnable continuation;

    /** Whether it is in a queue; written by getAndSet only. */
    private volatile boolean queued;

    /** Whose poll or loop the thread runs, if any (E7); confined to the thread. */
    private @Nullable Carrier loop;

    /** The future that the thread polls; confined to the thread. */
    private @Nullable Object polled;

    private CarriedThread(Carrier home) {
        this.home = home;
    }

    /** Makes an unstarted virtual thread that runs on the carrier. */
    static Thread newThread(Carrier home, @Nullable String name, Runnable task) {
        CarriedThread carried = new CarriedThread(home);
        Thread thread = BackEnd.newThread(carried, name, () -> carried.runTask(task));
        carried.thread = thread;
        return thread;
    }

    /** Of the current thread; null if it is no virtual thread of a carrier. */
    static @Nullable CarriedThread current() {
        return of(Thread.currentThread());
    }

    /** Of the thread, which is the current one. */
    static @Nullable CarriedThread of(Thread current) {
        return current.isVirtual()
                        && BackEnd.schedulerOf(current) instanceof CarriedThread carried
                        && carried.thread == current
                ? carried
                : null;
    }

    /** The carrier on which the current thread runs or would run, if it is virtual; else null. */
    static @Nullable Carrier homeOfCurrent() {
        Thread current = Thread.currentThread();
        return current.isVirtual() && BackEnd.schedulerOf(current) instanceof CarriedThread carried
                ? carried.home
                : null;
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } finally {
            home.threadEnded();
        }
    }

    /** The carrier, if the thread is mounted on it and it has not ended. */
    @Nullable Carrier mountedOn() {
        return home.isCurrent() ? home : null;
    }

    /** The thread; null while it is made. */
    @Nullable Thread thread() {
        return thread;
    }

    // E7: what the thread runs

    @Nullable Carrier loop() {
        return loop;
    }

    @Nullable Object polled() {
        return polled;
    }

    void enter(@Nullable Carrier runs, @Nullable Object future) {
        loop = runs;
        polled = future;
    }

    // the scheduler's face

    @Override
    public void execute(Runnable runnable) {
        Runnable own = continuation; // plain: whoever makes the thread runnable has seen it run
        if (own == null) {
            continuation = runnable;
            start();
        } else if (own == runnable) {
            enqueue();
        } else {
            executeInherited(runnable);
        }
    }

    private void start() {
        home.threadStarted(); // also if the carrier has ended: others wait for the thread then
        enqueue();
    }

    private void enqueue() {
        if ((boolean) QUEUED.getAndSet(this, true)) { // volatile: releases to the run
            return;
        }
        if (forwarded) {
            Dispatcher.submit(this);
        } else {
            home.enqueue(this);
        }
    }

    private void executeInherited(Runnable runnable) {
        Inherited node = new Inherited(runnable);
        if (forwarded) {
            Dispatcher.submit(node);
        } else {
            home.enqueue(node);
        }
    }

    @Override
    void run(Carrier carrier) {
        carrier.count(Tally.CONTINUATIONS);
        resume();
    }

    @SuppressWarnings("NullAway") // it is in a queue, so it was given one
    private void resume() {
        QUEUED.getAndSet(this, false); // volatile: before the JDK looks at the thread's state
        continuation.run();
    }

    @Override
    void abandon() {
        forwarded = true;
        Dispatcher.submit(this);
    }

    @Override
    public void dispatch() {
        Dispatcher.runOnPlatformThread(this); // nothing to allocate first, memory may be out
        Telemetry.INSTANCE.forwarded(this);
    }

    /** On a platform thread, as the carrier has ended. */
    @Override
    public void run() {
        resume();
    }

    @Override
    public String toString() {
        return String.valueOf(thread);
    }

    /** One run of a thread that has inherited this scheduler. */
    private static final class Inherited extends Node implements Dispatcher.Dispatched {
        private final Runnable continuation;

        Inherited(Runnable continuation) {
            this.continuation = continuation;
        }

        @Override
        void run(Carrier carrier) {
            carrier.count(Tally.CONTINUATIONS);
            continuation.run();
        }

        @Override
        void abandon() {
            Dispatcher.submit(this);
        }

        @Override
        public void dispatch() {
            Telemetry.INSTANCE.forwarded(this);
            Dispatcher.runOnPlatformThread(continuation);
        }

        @Override
        public String toString() {
            return "virtual thread with an inherited scheduler";
        }
    }

    private static final VarHandle QUEUED;

    static {
        try {
            QUEUED =
                    MethodHandles.lookup()
                            .findVarHandle(CarriedThread.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
