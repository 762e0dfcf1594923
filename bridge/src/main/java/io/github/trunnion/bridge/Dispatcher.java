package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The thread of the process that gets work going which no carrier may or can run. */
final class Dispatcher {
    /*
     * Overview
     *
     * Starting a thread takes locks of the JDK that virtual threads take too, so a carrier does not
     * start one: it hands the work to one daemon thread of the process through a mailbox, and that
     * thread starts what is to run it. It is a platform thread, so what it starts belongs to the
     * scheduler of the JDK. For an action that is a virtual thread; for the continuation of a
     * virtual thread whose carrier has ended it is a thread of a pool that grows, because one
     * continuation may be pinned and wait for another.
     *
     * The daemon thread is started before any loop runs, and not by a class initialiser: a process
     * that has no thread left today may have one tomorrow.
     */
    /** Work that the dispatcher's thread gets going. */
    interface Dispatched {
        /**
         * On the dispatcher's thread; it neither blocks, nor allocates what it could do without.
         */
        void dispatch();
    }

    private static final Dispatcher INSTANCE =
            new Dispatcher(loop -> newThread("trunnion-dispatcher", loop));

    private final Thread thread;
    private final Mailbox mailbox;
    private final ReactorHook park;
    private final AtomicInteger continuations = new AtomicInteger();
    private final Executor platformThreads =
            Executors.newCachedThreadPool(
                    r -> newThread("trunnion-continuation-" + continuations.incrementAndGet(), r));

    /** Guarded by this when written; volatile, so that who starts a loop need not lock. */
    private volatile boolean started;

    Dispatcher(Function<Runnable, Thread> threads) {
        LastResort.load();
        thread = threads.apply(this::loop);
        park = new PlainPark(thread);
        rehearse(park);
        mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
    }

    /**
     * Has the JDK link what an enqueue runs whose carrier sleeps or has ended: the first call takes
     * memory, and when it is in earnest there may be none (E5).
     */
    private static void rehearse(ReactorHook park) {
        Mailbox mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
        mailbox.enterPark(park);
        mailbox.submit(new Rehearsed());
        mailbox.leavePark();
        mailbox.takeAll();
        mailbox.tryClose();
        mailbox.submit(new Rehearsed());
    }

    private static final class Rehearsed extends Node {
        @Override
        void run(Carrier carrier) {}

        @Override
        void abandon() {}
    }

    /** It outlives whoever needed it first, and keeps nothing of that one in memory. */
    static Thread newThread(String name, Runnable loop) {
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(loop);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** Starts the thread of the process if that has not happened; not on a loop thread. */
    static void start() {
        INSTANCE.startThread();
    }

    /** If it throws it may be called again. */
    void startThread() {
        if (!started) { // volatile read
            synchronized (this) {
                if (!started) {
                    thread.start();
                    started = true; // volatile write
                }
            }
        }
    }

    /** Runs the action elsewhere; what it throws goes to the uncaught handler of its thread. */
    static void execute(Runnable action) {
        submit(new Action(action));
    }

    /** Has the node dispatched. Neither blocks, allocates nor throws. */
    static <N extends Node & Dispatched> void submit(N node) {
        INSTANCE.mailbox.submit(node);
    }

    /** Runs the action on a platform thread of its own; on the dispatcher's thread. */
    static void runOnPlatformThread(Runnable action) {
        try {
            INSTANCE.platformThreads.execute(action);
        } catch (Throwable noThread) {
            runHere(action, noThread);
        }
    }

    /** Out of memory or threads: late is better than never. */
    private static void runHere(Runnable action, Throwable noThread) {
        LastResort.report(noThread);
        try {
            action.run();
        } catch (Throwable thrown) {
            LastResort.report(thrown);
        }
    }

    private void loop() {
        while (true) {
            Node node = mailbox.takeAll();
            if (node == null) {
                if (mailbox.enterPark(park)) {
                    parkOnce();
                    mailbox.leavePark();
                }
                continue;
            }
            while (node != null) {
                Node following = node.next;
                node.next = null;
                dispatch((Dispatched) node);
                node = following;
            }
        }
    }

    /** Whatever happens, the thread goes on: what comes later has no other. */
    private static void dispatch(Dispatched work) {
        try {
            work.dispatch();
        } catch (Throwable thrown) {
            LastResort.report(thrown);
        }
    }

    private void parkOnce() {
        try {
            park.park(Long.MAX_VALUE);
        } catch (Exception e) {
            throw new AssertionError(e); // a plain park throws nothing
        }
        Thread.interrupted();
    }

    /** An action for a virtual thread, made while there is memory: submitting it takes none. */
    static class Action extends Node implements Dispatched {
        final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        public final void dispatch() {
            try {
                Thread.ofVirtual().name("trunnion-completion").start(action);
            } catch (Throwable noThread) {
                runHere(action, noThread);
            }
        }

        @Override
        void run(Carrier carrier) {
            throw new AssertionError("dispatched only");
        }

        @Override
        void abandon() {
            throw new AssertionError("the dispatcher does not end");
        }
    }
}
