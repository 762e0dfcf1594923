package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.function.BooleanSupplier;

/** A simulated thread: a coroutine, and what the JDK keeps for a thread. */
final class SimThread {
    enum State {
        RUNNABLE,
        /** In LockSupport.park. */
        PARKED,
        /** A virtual thread that no thread runs. */
        UNMOUNTED,
        /** Runs a virtual thread, whose steps are its own meanwhile. */
        MOUNTED,
        /** Until a condition holds. */
        WAITING,
        /** Until nobody else can go on. */
        QUIET,
        ENDED
    }

    private record Write(Cell cell, int value) {}

    final Run run;
    final int index;
    final Thread thread;
    final boolean daemon;
    final Coroutine coroutine;

    State state = State.RUNNABLE;
    long deadline = Long.MAX_VALUE;
    @Nullable BooleanSupplier condition;
    boolean permit;

    /** Whether an unpark has given the permit, and not an interrupt alone. */
    boolean unparked;

    boolean interrupted;
    int priority;

    /** Null for a platform thread, and for what simulates a virtual one of the JDK's scheduler. */
    @Nullable SimVirtual virtual;

    private @Nullable IdentityHashMap<ThreadLocal<?>, @Nullable Object> locals;

    /** Plain writes that other threads do not see yet, as in the store buffer of a processor. */
    private final ArrayDeque<Write> buffer = new ArrayDeque<>(2);

    SimThread(Run run, int index, Thread thread, Runnable target) {
        this.run = run;
        this.index = index;
        this.thread = thread;
        this.daemon = thread.isDaemon();
        this.coroutine = new Coroutine(() -> run.body(this, target));
    }

    String name() {
        return thread.getName();
    }

    void takePermit() {
        permit = false;
        unparked = false;
    }

    @Nullable Object local(ThreadLocal<?> key) {
        return locals == null ? null : locals.get(key);
    }

    void setLocal(ThreadLocal<?> key, @Nullable Object value) {
        if (locals == null) {
            locals = new IdentityHashMap<>(4);
        }
        locals.put(key, value);
    }

    boolean hasBuffered() {
        return !buffer.isEmpty();
    }

    void buffer(Cell cell, int value) {
        buffer.add(new Write(cell, value));
    }

    /** The value that this thread sees in a cell. */
    int valueOf(Cell cell) {
        int value = cell.value;
        for (Write write : buffer) {
            if (write.cell == cell) {
                value = write.value;
            }
        }
        return value;
    }

    void drainOne() {
        Write write = buffer.poll();
        if (write != null) {
            write.cell.value = write.value;
        }
    }

    void drain() {
        while (!buffer.isEmpty()) {
            drainOne();
        }
    }
}
