package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorHook;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

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
     */
    /** Work that the dispatcher's thread gets going. */
    interface Dispatched {
        /** On the dispatcher's thread; it neither blocks nor throws. */
        void dispatch();
    }

    private static final Dispatcher INSTANCE = new Dispatcher();

    private final Mailbox mailbox;
    private final ReactorHook park;
    private final Executor platformThreads;

    private Dispatcher() {
        Thread thread = newThread("trunnion-dispatcher", this::loop);
        AtomicInteger count = new AtomicInteger();
        platformThreads =
                Executors.newCachedThreadPool(
                        r -> newThread("trunnion-continuation-" + count.incrementAndGet(), r));
        park = new PlainPark(thread);
        mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
        thread.start();
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

    /** Starts the thread of the process if that has not happened. */
    static void start() {
        requireNonNull(INSTANCE);
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
                ((Dispatched) node).dispatch();
                node = following;
            }
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

    private static final class Action extends Node implements Dispatched {
        private final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        public void dispatch() {
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
