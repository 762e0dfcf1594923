package io.github.trunnion.bridge;

import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** Everything that is scheduled on one executor and not over. */
final class ScheduledTasks {
    /*
     * Overview
     *
     * The timers of a carrier are confined to it and are dropped when it ends; this set is what
     * other threads look at: who shuts down a view, and who closes the executor. That may be a
     * carrier, so the set is lock-free. It is ordered by the numbers that the tasks are given when
     * they are submitted.
     *
     * A race between schedule and close (is safely handled). Who schedules adds the task and then
     * looks whether the executor is open. Who closes it changes the phase and then walks through
     * the set. Either the walk finds the task, or who schedules finds the executor closed, and ends
     * the task itself.
     */
    private final ConcurrentSkipListSet<ScheduledTask<?>> tasks =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(task -> task.number));

    private final AtomicLong numbers = new AtomicLong();

    long nextNumber() {
        return numbers.getAndIncrement();
    }

    void add(ScheduledTask<?> task) {
        tasks.add(task);
    }

    void remove(ScheduledTask<?> task) {
        tasks.remove(task);
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** All of them, first submitted first; what is added meanwhile may be missing. */
    Iterable<ScheduledTask<?>> all() {
        return tasks;
    }

    /**
     * Ends what has not begun, because the executor closes.
     *
     * @param name what is closed, for messages
     * @param runsToo whether runs that are under way are cancelled as well
     */
    void close(String name, boolean runsToo) {
        for (ScheduledTask<?> task : tasks) {
            task.closeBy(name, runsToo);
        }
    }
}
