package io.github.trunnion.interleavings;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** What rewritten code calls in place of the threads that the library has for the process. */
public final class OtherThreads {
    private OtherThreads() {}

    /** OffLoop.start of the Loom adapters: there is no thread of the process. */
    public static void startOffLoop(Supplier<Thread> thread, Consumer<Throwable> refused) {
        Schedule.start(thread.get());
    }

    /** Dispatcher.execute: its thread and the virtual thread that it starts are one. */
    public static void dispatch(Runnable action) {
        Schedule.startDaemon("dispatched", action);
    }

    /** Dispatcher.runOnPlatformThread. */
    public static void runOnPlatformThread(Runnable action) {
        Schedule.startDaemon("continuation", action);
    }

    /** Dispatcher.start and JdkPollers.start: there is no thread of the process. */
    public static void nothingStarts() {}

    /** What there is once in a process is there once in a run. */
    public static Object onceARun(Supplier<Object> make) {
        return Schedule.simulated("a dispatcher").run.dispatcher(make);
    }

    /** Starts a thread that may outlive the run. */
    public static Thread startDaemon(String name, Runnable body) {
        return Schedule.startDaemon(name, body);
    }
}
