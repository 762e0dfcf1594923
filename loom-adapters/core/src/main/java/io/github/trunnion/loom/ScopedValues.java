package io.github.trunnion.loom;

import static java.lang.invoke.MethodType.methodType;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** The scoped values of JDK 25, which the compiler does not know here (cx04). */
final class ScopedValues {
    /*
     * Overview
     *
     * java.lang.ScopedValue is final from JDK 25 on; before, it is a preview or not there. Its
     * methods are method handles, and its types are hidden from the compiler behind Object. Bindings
     * that were captured are one Carrier, which is immutable and may run on any thread.
     */
    private static final int FIRST_JDK = 25;

    private ScopedValues() {}

    /**
     * The argument, if it is a scoped value.
     *
     * @throws IllegalArgumentException if it is not
     * @throws IllegalStateException if the JDK is too old
     */
    static Object check(String name, Object value) {
        if (Runtime.version().feature() < FIRST_JDK) {
            throw new IllegalStateException(
                    "withScopedValue(%s) needs JDK 25 or later, and this is JDK %s: carry a thread-local"
                                    .formatted(name, Runtime.version().feature())
                            + " by withThreadLocal.");
        }
        if (!Handles.TYPE.isInstance(value)) {
            throw new IllegalArgumentException(
                    "withScopedValue(%s) takes a java.lang.ScopedValue, not a %s"
                            .formatted(name, value.getClass().getName()));
        }
        return value;
    }

    /** The bindings that the current thread has of the values, or null if it has none. */
    static @Nullable Object capture(List<Object> values) {
        @Nullable Object carrier = null;
        try {
            for (Object value : values) {
                if ((boolean) Handles.IS_BOUND.invokeExact(value)) {
                    Object bound = (Object) Handles.GET.invokeExact(value);
                    carrier =
                            carrier == null
                                    ? (Object) Handles.WHERE.invokeExact(value, bound)
                                    : (Object) Handles.AND_WHERE.invokeExact(carrier, value, bound);
                }
            }
        } catch (Throwable thrown) {
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
        return carrier;
    }

    /** Runs an action with bindings that were captured. */
    static void run(Object carrier, Runnable action) {
        try {
            Handles.RUN.invokeExact(carrier, action);
        } catch (Throwable thrown) {
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
    }

    /** Found when first needed, which is on a JDK that has them. */
    private static final class Handles {
        static final Class<?> TYPE;
        static final MethodHandle IS_BOUND; // (Object)boolean
        static final MethodHandle GET; // (Object)Object
        static final MethodHandle WHERE; // (Object value, Object bound)Object
        static final MethodHandle AND_WHERE; // (Object carrier, Object value, Object bound)Object
        static final MethodHandle RUN; // (Object carrier, Runnable)void

        static {
            try {
                TYPE = Class.forName("java.lang.ScopedValue");
                Class<?> carrier = Class.forName("java.lang.ScopedValue$Carrier");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                IS_BOUND = generic(lookup.findVirtual(TYPE, "isBound", methodType(boolean.class)));
                GET = generic(lookup.findVirtual(TYPE, "get", methodType(Object.class)));
                WHERE =
                        generic(
                                lookup.findStatic(
                                        TYPE, "where", methodType(carrier, TYPE, Object.class)));
                AND_WHERE =
                        generic(
                                lookup.findVirtual(
                                        carrier, "where", methodType(carrier, TYPE, Object.class)));
                RUN =
                        lookup.findVirtual(carrier, "run", methodType(void.class, Runnable.class))
                                .asType(methodType(void.class, Object.class, Runnable.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static MethodHandle generic(MethodHandle handle) {
            return handle.asType(
                    handle.type().returnType() == boolean.class
                            ? handle.type().generic().changeReturnType(boolean.class)
                            : handle.type().generic());
        }
    }
}
