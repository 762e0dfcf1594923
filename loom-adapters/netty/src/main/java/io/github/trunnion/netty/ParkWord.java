package io.github.trunnion.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Whether a carrier is about to block in its event loop, and who has asked it not to. */
final class ParkWord {
    /*
     * Overview
     *
     * The carrier is awake most of the time: it runs tasks and virtual threads, and looks at the
     * queue of the event loop before it blocks. So whoever adds to that queue has to wake nobody
     * but a carrier that blocks, or is about to. A virtual thread of the carrier never meets that:
     * while it runs, the carrier does not block. A thread elsewhere may.
     *
     * Thread A, the carrier, takes the marks, runs the queue, moves the word to BLOCKING, looks at
     * the queue and at the word once more, and blocks. Thread B adds a task and marks the word.
     *   1. B's mark comes before A's take: A reads the mark, so it sees the task and runs it.
     *   2. It comes between take and enter: A's compare-and-set fails, and A does not block.
     *   3. It comes after that: B finds BLOCKING and wakes A, by the wake-up of Netty's handler,
     *      which is either kept until A blocks or finds A's last look, which sees B's mark.
     * All of these are read-modify-writes of one word, so each sees the one before. Of several
     * marks the first one wakes; the others are covered by it.
     *
     * While the event loop ends there is nothing to wait for in the handler, and the carrier parks
     * plainly; so the word also says where it is.
     *
     * Possible state transitions, with the thread that makes them:
     *   0         -> BLOCKING   enter (carrier)
     *   0         -> PARKED     enter (carrier)
     *   any       -> | TASKS    mark: the queue was added to (any)
     *   any       -> | UNPARKED mark: the carrier has other work (any)
     *   any       -> 0          take, leave (carrier)
     */
    /** The carrier blocks in the handler, or is about to. */
    static final int BLOCKING = 1;

    /** The carrier parks plainly, or is about to. */
    static final int PARKED = 2;

    /** The queue of the event loop was added to. */
    static final int TASKS = 4;

    /** The carrier was unparked, which the next park obeys (H3). */
    static final int UNPARKED = 8;

    /** Written by getAndBitwiseOr, getAndSet and compareAndSet only. */
    private volatile int word;

    /**
     * Marks the word; from any thread.
     *
     * @return BLOCKING or PARKED if the caller has to wake the carrier there
     */
    int mark(int reason) {
        return (int) WORD.getAndBitwiseOr(this, reason); // volatile: after the task
    }

    /** Takes the marks; returns whether the carrier was unparked. On the carrier. */
    boolean take() {
        return ((int) WORD.getAndSet(this, 0) & UNPARKED) != 0; // volatile: before the queue
    }

    /** Announces a block; false if it was marked since the take. On the carrier. */
    boolean enter(int where) {
        return WORD.compareAndSet(this, 0, where); // volatile: before the last look
    }

    /** Ends what enter began, also if that was false. On the carrier. */
    void leave() {
        WORD.getAndSet(this, 0); // volatile
    }

    /** Whether a block was announced and nobody has asked to end it. */
    boolean isAsleep() {
        int seen = word; // volatile read: after the handler has made its wake-up count
        return seen == BLOCKING || seen == PARKED;
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(ParkWord.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
