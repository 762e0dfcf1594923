package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

/** Runs what must not run on a carrier, each action on a virtual thread of the JDK's scheduler. */
final class Dispatcher {
    /*
     * Overview
     *
     * Starting a thread takes locks of the JDK that virtual threads take too, so a carrier does not
     * start one: it hands the action to one daemon thread of the process through a mailbox, and that
     * thread starts the virtual thread.
     */
    private static final Dispatcher INSTANCE = new Dispatcher();

    private final Mailbox mailbox;
    private final ReactorHook park;

    private Dispatcher() {
        Thread thread = newThread(this::loop);
        park = new PlainPark(thread);
        mailbox = new Mailbox(new Tally(), (hook, failure) -> {});
        thread.start();
    }

    /** It outlives whoever needed it first, and keeps nothing of that one in memory. */
    static Thread newThread(Runnable loop) {
        Thread thread =
                Thread.ofPlatform()
                        .name("trunnion-dispatcher")
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
        INSTANCE.mailbox.submit(new Action(action));
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
                node.abandon();
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

    private static final class Action extends Node {
        private final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        void run(@Nullable Carrier carrier) {
            abandon();
        }

        @Override
        void abandon() {
            try {
                Thread.ofVirtual().name("trunnion-completion").start(action);
            } catch (Throwable noThread) {
                runHere(noThread);
            }
        }

        /** Out of memory or threads: late is better than never. */
        private void runHere(Throwable noThread) {
            LastResort.report(noThread);
            try {
                action.run();
            } catch (Throwable thrown) {
                LastResort.report(thrown);
            }
        }
    }
}
