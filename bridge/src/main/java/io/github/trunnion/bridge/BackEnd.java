package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/** What the JDK lets this library do with virtual threads; the only class that reflects. */
final class BackEnd {
    /*
     * Overview
     *
     * The JDK has no public way to say who schedules a virtual thread. Where java.lang is open to
     * this module (or class path) these can be called:
     *
     *   ThreadBuilders.newVirtualThread   makes a virtual thread with a scheduler of its own
     *   VirtualThread.scheduler           finds that scheduler again, so a thread is known by it
     *   Thread.currentCarrierThread       tells on which platform thread a virtual one is mounted
     *   Continuation.pin, unpin           keep it mounted. Their package is exported by
     *                                     Module.implAddExports, which is in java.lang too
     *
     * All of them exist from JDK 21 on. One that is missing closes the carrier mode, except pin:
     * without it awaits are spawned on the carrier rather than polled in place.
     */
    private static final @Nullable MethodHandle NEW_THREAD;
    private static final @Nullable MethodHandle SCHEDULER;
    private static final @Nullable MethodHandle CURRENT_CARRIER;
    private static final @Nullable MethodHandle PIN;
    private static final @Nullable MethodHandle UNPIN;

    /** After this many calls, and some, the JDK has compiled a handle anew, which takes memory. */
    private static final int REHEARSALS = 256;

    /** Why the carrier mode is not to be had; null if it is. */
    private static final @Nullable Throwable CLOSED;

    private BackEnd() {}

    /** Whether virtual threads can run on carriers. */
    static boolean isOpen() {
        return NEW_THREAD != null;
    }

    /** Whether the carrier mode is chosen where nobody has asked for a mode. */
    static boolean isDefault() {
        return isOpen() && Runtime.version().feature() >= 24;
    }

    /** Whether {@link #pin} works. */
    static boolean canPin() {
        return UNPIN != null;
    }

    /** Why the carrier mode is not to be had. */
    static @Nullable Throwable closed() {
        return CLOSED;
    }

    /** The flag that would open what is needed. */
    static String flag() {
        Module module = BackEnd.class.getModule();
        return "--add-opens java.base/java.lang="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /** What was found, for the log. */
    static String description() {
        String jdk = "JDK " + Runtime.version();
        if (isDefault()) {
            return "Virtual threads of a BridgeExecutor run on its carriers (" + jdk + ").";
        }
        return "Virtual threads of a BridgeExecutor run on the scheduler of the JDK ("
                + jdk
                + "). "
                + (isOpen()
                        ? "BridgeBuilder.mode(CARRIER) has them run on the carriers; on this JDK an"
                                + " await inside synchronized then stops the carrier."
                        : flag() + " has them run on the carriers.");
    }

    /** Makes an unstarted virtual thread whose continuations are given to the scheduler. */
    static Thread newThread(Executor scheduler, @Nullable String name, Runnable task) {
        try {
            return (Thread) requireNonNull(NEW_THREAD).invokeExact(scheduler, name, 0, task);
        } catch (Throwable thrown) {
            throw sneaky(thrown);
        }
    }

    /** The scheduler of a virtual thread; null if that cannot be asked. */
    static @Nullable Executor schedulerOf(Thread virtual) {
        if (SCHEDULER == null) {
            return null;
        }
        try {
            return (Executor) SCHEDULER.invokeExact(virtual);
        } catch (Throwable thrown) {
            return null; // a virtual thread of a JVM without continuations is of another class
        }
    }

    /** The platform thread that runs the caller, also if a virtual thread is mounted on it. */
    static Thread currentCarrier() {
        if (CURRENT_CARRIER == null) {
            return Thread.currentThread();
        }
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Throwable thrown) {
            throw sneaky(thrown);
        }
    }

    /** Keeps the current virtual thread mounted: what blocks now blocks its carrier. */
    static void pin() {
        try {
            requireNonNull(PIN).invokeExact();
        } catch (Throwable thrown) {
            throw sneaky(thrown);
        }
    }

    /** Ends a {@link #pin}. */
    static void unpin() {
        try {
            requireNonNull(UNPIN).invokeExact();
        } catch (Throwable thrown) {
            throw sneaky(thrown);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }

    static {
        MethodHandle newThread = null;
        MethodHandle scheduler = null;
        MethodHandle currentCarrier = null;
        MethodHandle pin = null;
        MethodHandle unpin = null;
        Throwable closed = null;
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, here);
            Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
            scheduler =
                    MethodHandles.privateLookupIn(virtualThread, here)
                            .findGetter(virtualThread, "scheduler", Executor.class)
                            .asType(MethodType.methodType(Executor.class, Thread.class));
            currentCarrier =
                    lookup.findStatic(
                            Thread.class,
                            "currentCarrierThread",
                            MethodType.methodType(Thread.class));
            newThread =
                    lookup.findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class,
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class));
        } catch (ReflectiveOperationException | RuntimeException notOpen) {
            closed = notOpen;
            newThread = null;
        }
        if (newThread != null) {
            try {
                Method export =
                        Module.class.getDeclaredMethod(
                                "implAddExports", String.class, Module.class);
                export.setAccessible(true);
                export.invoke(
                        Object.class.getModule(), "jdk.internal.vm", BackEnd.class.getModule());
                Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
                MethodType nothing = MethodType.methodType(void.class);
                pin = MethodHandles.lookup().findStatic(continuation, "pin", nothing);
                unpin = MethodHandles.lookup().findStatic(continuation, "unpin", nothing);
            } catch (ReflectiveOperationException | RuntimeException notThere) {
                pin = null; // awaits are spawned
                unpin = null;
            }
        }
        NEW_THREAD = newThread;
        SCHEDULER = newThread == null ? null : scheduler;
        CURRENT_CARRIER = newThread == null ? null : currentCarrier;
        PIN = pin;
        UNPIN = unpin;
        CLOSED = closed;
        for (int i = 0; i < REHEARSALS; i++) {
            currentCarrier(); // every enqueue asks this, also when no memory is left (E5)
        }
    }
}
