package io.github.trunnion.interleavings;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;

/** What rewritten code calls in place of the back end, whose handles reach into the JDK. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Null for a platform thread. */
    static @Nullable SimVirtual of(Thread thread) {
        SimThread found = Schedule.simulated("a look at a thread").run.find(thread);
        return found == null ? null : found.virtual;
    }

    /** BackEnd.newThread: an unstarted thread whose continuation is given to the scheduler. */
    public static Thread newThread(Executor scheduler, @Nullable String name, Runnable task) {
        Run run = Schedule.simulated("newThread").run;
        Thread thread = run.newThread(name == null ? "carried" : name, task);
        thread.setDaemon(true);
        SimThread added = run.add(thread, task);
        added.virtual = new SimVirtual(added, scheduler);
        return thread;
    }

    /** BackEnd.schedulerOf. */
    public static @Nullable Executor schedulerOf(Thread thread) {
        SimVirtual virtual = of(thread);
        return virtual == null ? null : virtual.scheduler;
    }

    /** BackEnd.currentCarrier. */
    public static Thread currentCarrier() {
        SimThread self = Schedule.self();
        if (self == null) {
            return Thread.currentThread();
        }
        return self.virtual == null ? self.thread : self.virtual.carrier();
    }

    /** BackEnd.pin. */
    public static void pin() {
        current().pin(1);
    }

    /** BackEnd.unpin. */
    public static void unpin() {
        current().pin(-1);
    }

    private static SimVirtual current() {
        return requireNonNull(Schedule.simulated("pin").virtual, "a virtual thread");
    }

    /** BackEnd.isOpen and canPin. */
    public static boolean available() {
        return true;
    }

    /** BackEnd.isDefault: a scenario says which mode it wants. */
    public static boolean isDefault() {
        return false;
    }
}
