package io.github.trunnion.loom;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Whether a blocking body runs, and its interruption: at most once and only while it runs. */
final class BodyThread {
    /*
     * Overview
     *
     * WORKING is the thread itself, so who wants to interrupt takes the thread and the right to
     * interrupt it by one CAS. The interrupt itself comes a moment later. Thread A runs the body and
     * returns from it just when B has taken the right: if A went on, B's interrupt would hit
     * whatever A does next, a task of somebody else in a pool. So A waits in end() until B has
     * delivered, which is a few instructions away, and then clears the flag.
     *
     * Possible transitions of the word:
     *   READY        -> WORKING       begin: the thread goes into the body
     *   READY        -> FINISHED      skip: cancelled or rejected before that
     *   WORKING      -> FINISHED      end: the body has returned
     *   WORKING      -> INTERRUPTING  interrupt: another thread is about to interrupt
     *   INTERRUPTING -> INTERRUPTED   it has
     *   INTERRUPTED  -> FINISHED      end: the body has returned, the flag is clear
     */
    private static final Object READY = new Object();
    private static final Object INTERRUPTING = new Object();
    private static final Object INTERRUPTED = new Object();
    private static final Object FINISHED = new Object();

    private volatile Object word = READY; // a Thread: WORKING

    BodyThread() {}

    /** Before the body, on its thread; false if it must not run. */
    boolean begin(Thread current) {
        return WORD.compareAndSet(this, READY, current); // volatile
    }

    /** Sees to it that the body never runs; false if it has begun or was skipped before. */
    boolean skip() {
        return WORD.compareAndSet(this, READY, FINISHED); // volatile
    }

    /** Interrupts the body if it runs and was not interrupted, unless this is its own thread. */
    void interrupt() {
        Object seen = word; // volatile read
        if (seen instanceof Thread thread
                && thread != Thread.currentThread()
                && WORD.compareAndSet(this, seen, INTERRUPTING)) { // volatile
            try {
                thread.interrupt();
            } finally {
                word = INTERRUPTED; // volatile: the flag was set before
            }
        }
    }

    /** After the body, on its thread: from here on no interrupt of ours arrives. */
    @SuppressWarnings("ThreadPriorityCheck") // whom it yields to is about to deliver
    void end(Thread current) {
        while (true) {
            if (WORD.compareAndSet(this, current, FINISHED)) { // volatile
                return;
            }
            if (word == INTERRUPTED) { // volatile read: acquires from the interrupter
                Thread.interrupted();
                word = FINISHED;
                return;
            }
            Thread.yield(); // INTERRUPTING
        }
    }

    @Override
    public String toString() {
        Object seen = word; // volatile read
        return seen == READY ? "not begun" : seen == FINISHED ? "body ended" : "body running";
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(BodyThread.class, "word", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
