package io.github.trunnion.interleavings;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A stack that can be left in the middle and entered again, on the thread that runs it. */
final class Coroutine {
    /*
     * Overview
     *
     * The JDK's own Continuation, the one that virtual threads are made of: a switch costs about as
     * much as a few calls. It is internal, so it is reached by method handles and needs
     * --add-exports. A stack with a native frame or in a class initialiser cannot be left; the JDK
     * then throws out of suspend, which ends the run as a failure.
     */
    private static final Object SCOPE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            SCOPE = scope.getConstructor(String.class).newInstance("interleavings");
            NEW =
                    lookup.findConstructor(
                                    continuation,
                                    MethodType.methodType(void.class, scope, Runnable.class))
                            .bindTo(SCOPE)
                            .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN =
                    lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            YIELD =
                    lookup.findStatic(
                                    continuation,
                                    "yield",
                                    MethodType.methodType(boolean.class, scope))
                            .bindTo(SCOPE);
        } catch (ReflectiveOperationException | IllegalAccessError e) {
            throw new IllegalStateException(
                    "This JVM does not let us have coroutines. Start it with"
                            + " --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED.",
                    e);
        }
    }

    private final Object continuation;

    Coroutine(Runnable body) {
        try {
            continuation = (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs until the body suspends itself or ends. */
    void resume() {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Leaves the running coroutine; returns when it is resumed. */
    static void suspend() {
        boolean suspended;
        try {
            suspended = (boolean) YIELD.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (!suspended) {
            throw new IllegalStateException("The coroutine is pinned.");
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
