package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one thread that looks at all watched carriers. */
final class Watchdog {
    /*
     * Overview
     *
     * The thread and what it watches are one immutable value, exchanged by CAS, so adding and taking
     * away hold no lock that a carrier and a virtual thread could meet at. The first watch brings a
     * new thread with it; when the last one is taken away the value is without thread, and the
     * thread, which finds that it is not the one named there, ends.
     */
    private record Watched(@Nullable Thread thread, List<StallWatch> watches) {}

    private static final Watched NOTHING = new Watched(null, List.of());
    private static final long LONGEST_PERIOD = TimeUnit.SECONDS.toNanos(1);

    /** The one of the process. */
    static final Watchdog INSTANCE = new Watchdog();

    /** Exchanged by compareAndSet. */
    private volatile Watched watched = NOTHING;

    /** Watches from now on; may fail to start the thread. */
    void add(StallWatch watch) {
        Watched before;
        Watched after;
        do {
            before = watched; // volatile read; a stale one makes the CAS fail
            List<StallWatch> watches = new ArrayList<>(before.watches);
            watches.add(watch);
            Thread thread = before.thread;
            if (thread == null) {
                thread = Dispatcher.newThread("trunnion-watchdog", this::loop);
            }
            after = new Watched(thread, List.copyOf(watches));
        } while (!WATCHED.compareAndSet(this, before, after)); // volatile: publishes the watches
        if (before.thread != null) {
            LockSupport.unpark(before.thread); // it may have to look more often
        } else if (after.thread != null) {
            start(after.thread);
        }
    }

    private void start(Thread thread) {
        try {
            thread.start();
        } catch (Throwable noThread) {
            watched = NOTHING; // what others have added meanwhile is not watched either
            throw noThread;
        }
    }

    /** Watches no more; nothing if it has not been watched. */
    void remove(StallWatch watch) {
        Watched before;
        Watched after;
        do {
            before = watched; // volatile read; a stale one makes the CAS fail
            List<StallWatch> watches = new ArrayList<>(before.watches);
            watches.remove(watch);
            after = watches.isEmpty() ? NOTHING : new Watched(before.thread, List.copyOf(watches));
        } while (!WATCHED.compareAndSet(this, before, after)); // volatile: publishes the watches
        if (before.thread != null && after.thread == null) {
            LockSupport.unpark(before.thread);
        }
    }

    /** The thread that looks; null if nothing is watched. */
    @Nullable Thread thread() {
        return watched.thread; // volatile read
    }

    private void loop() {
        Thread self = Thread.currentThread();
        Watched now = watched; // volatile read
        while (now.thread == self) {
            long period = LONGEST_PERIOD;
            for (StallWatch watch : now.watches) {
                period = Math.min(period, watch.period());
                look(watch);
            }
            LockSupport.parkNanos(this, period);
            Thread.interrupted(); // no signal to anybody
            now = watched; // volatile read
        }
    }

    private static void look(StallWatch watch) {
        try {
            watch.look(System.nanoTime());
        } catch (Throwable thrown) {
            LastResort.report(thrown); // the other carriers are looked at
        }
    }

    private static final VarHandle WATCHED;

    static {
        // LockSupport loaded while the thread parks could lose an unpark (JDK-8074773)
        @SuppressWarnings("unused")
        Class<?> ensureLoaded = LockSupport.class;
        try {
            WATCHED =
                    MethodHandles.lookup().findVarHandle(Watchdog.class, "watched", Watched.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
