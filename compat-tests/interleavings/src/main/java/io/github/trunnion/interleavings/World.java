package io.github.trunnion.interleavings;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rewritten copies of the library's classes and of scenarios. */
final class World extends ClassLoader {
    private static final List<String> REWRITTEN =
            List.of(
                    "io/github/trunnion/futures/",
                    "io/github/trunnion/bridge/",
                    "io/github/trunnion/loom/",
                    "io/github/trunnion/interleavings/scenarios/",
                    "io/github/trunnion/interleavings/toys/");

    static {
        registerAsParallelCapable();
    }

    /** A scenario of this world. */
    record Case(String name, MethodHandle body) {
        void run() {
            try {
                body.invokeExact();
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new IllegalStateException(thrown);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Map<String, byte[]> edited;
    private final Rewriter rewriter;

    /**
     * Makes a world.
     *
     * @param edited classes that stand in for the real ones, by their binary names
     */
    World(Map<String, byte[]> edited) {
        super("interleavings", World.class.getClassLoader());
        this.edited = edited;
        rewriter =
                new Rewriter(
                        new SharedFields(name -> isRewritten(name) ? read(name) : new byte[0]),
                        ClassHierarchyResolver.ofResourceParsing(
                                        type -> open(internalName(type.descriptorString())))
                                .orElse(ClassHierarchyResolver.ofClassLoading(getParent()))
                                .cached());
    }

    private static String internalName(String descriptor) {
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private static boolean isRewritten(String internalName) {
        return REWRITTEN.stream().anyMatch(internalName::startsWith);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isRewritten(name.replace('.', '/'))) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] original = read(name.replace('.', '/'));
        if (original.length == 0) {
            throw new ClassNotFoundException(name);
        }
        byte[] rewritten = rewriter.rewrite(original);
        return defineClass(name, rewritten, 0, rewritten.length);
    }

    private byte[] read(String internalName) {
        try (InputStream in = open(internalName)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable InputStream open(String internalName) {
        byte[] edit = edited.get(internalName.replace('/', '.'));
        return edit != null
                ? new ByteArrayInputStream(edit)
                : requireNonNull(getParent()).getResourceAsStream(internalName + ".class");
    }

    /** The scenarios of classes, in the order of the classes and of their names. */
    List<Case> scenarios(List<String> classNames) {
        List<Case> cases = new ArrayList<>();
        for (String className : classNames) {
            try {
                Class<?> type = Class.forName(className, true, this);
                Stream.of(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Scenario.class))
                        .sorted(Comparator.comparing(Method::getName))
                        .map(method -> scenario(type, method))
                        .forEach(cases::add);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return cases;
    }

    private static Case scenario(Class<?> type, Method method) {
        try {
            method.setAccessible(true);
            return new Case(
                    type.getSimpleName() + "." + method.getName(),
                    MethodHandles.lookup().unreflect(method));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
