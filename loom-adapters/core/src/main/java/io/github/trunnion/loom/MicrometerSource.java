package io.github.trunnion.loom;

import static java.lang.invoke.MethodType.methodType;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Whatever Micrometer's context-propagation knows, if it is there (cx05). */
final class MicrometerSource implements ContextSource {
    /*
     * Overview
     *
     * The library is optional, so it is reached through method handles, which are found once. Its
     * types are hidden from the compiler behind Object. Values that a snapshot lacks are cleared
     * while it is installed: else those of whoever ran before on the thread would be seen.
     */
    static final String NAME = "micrometer";

    private static final Object[] NOTHING_ELSE = {};

    private final MethodHandle capture; // (Object[])Object: captureAll of a factory
    private final MethodHandle install; // (Object)AutoCloseable: setThreadLocals of a snapshot

    private MicrometerSource(MethodHandle capture, MethodHandle install) {
        this.capture = capture;
        this.install = install;
    }

    /** The source, or null if the library is not there or older than the factory of snapshots. */
    static @Nullable MicrometerSource find() {
        ClassLoader loader = MicrometerSource.class.getClassLoader();
        try {
            Class<?> factory = type("ContextSnapshotFactory", loader);
            Class<?> builder = type("ContextSnapshotFactory$Builder", loader);
            Class<?> snapshot = type("ContextSnapshot", loader);
            Class<?> scope = type("ContextSnapshot$Scope", loader);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object made = lookup.findStatic(factory, "builder", methodType(builder)).invoke();
            made =
                    lookup.findVirtual(builder, "clearMissing", methodType(builder, boolean.class))
                            .invoke(made, true);
            made = lookup.findVirtual(builder, "build", methodType(factory)).invoke(made);
            MethodHandle capture =
                    lookup.findVirtual(factory, "captureAll", methodType(snapshot, Object[].class))
                            .bindTo(made)
                            .asFixedArity()
                            .asType(methodType(Object.class, Object[].class));
            MethodHandle install =
                    lookup.findVirtual(snapshot, "setThreadLocals", methodType(scope))
                            .asType(methodType(AutoCloseable.class, Object.class));
            return new MicrometerSource(capture, install);
        } catch (ReflectiveOperationException notThere) {
            return null;
        } catch (Throwable thrown) { // by the library: its registry loads others
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
    }

    private static Class<?> type(String name, @Nullable ClassLoader loader)
            throws ClassNotFoundException {
        return Class.forName("io.micrometer.context." + name, true, loader);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Captured capture() {
        Object snapshot;
        try {
            snapshot = (Object) capture.invokeExact(NOTHING_ELSE);
        } catch (Throwable thrown) {
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
        return () -> install(snapshot);
    }

    private Installed install(Object snapshot) {
        AutoCloseable scope;
        try {
            scope = (AutoCloseable) install.invokeExact(snapshot);
        } catch (Throwable thrown) {
            throw Sneaky.<RuntimeException>unchecked(thrown);
        }
        return () -> {
            try {
                scope.close();
            } catch (Throwable thrown) {
                throw Sneaky.<RuntimeException>unchecked(thrown);
            }
        };
    }
}
