package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * How exceptions are copied for {@link Rethrow#COPY} (aw10).
 *
 * <p>The first that applies:
 *
 * <ol>
 *   <li>A function that was {@linkplain #register registered} for exactly this class.
 *   <li>{@link CopyableThrowable#copy}, if the class has it.
 *   <li>A constructor {@code (String, Throwable)}, {@code (String)} or {@code ()} that is
 *       accessible, if no class between this one and {@link Throwable} has an instance field, as a
 *       copy would lose what is in it.
 * </ol>
 *
 * <p>A copy has to be of the same class, with the same message and the original as its cause;
 * otherwise it is dropped and the original is thrown. What a function or a constructor throws is
 * logged once for each class, and the original is thrown. Errors are never copied.
 */
public final class ExceptionCopies {
    private static final Map<Class<?>, Function<Throwable, @Nullable Throwable>> REGISTERED =
            new ConcurrentHashMap<>();

    /** Whether a class was reported; goes with the class. */
    private static final ClassValue<AtomicBoolean> REPORTED =
            new ClassValue<>() {
                @Override
                protected AtomicBoolean computeValue(Class<?> type) {
                    return new AtomicBoolean();
                }
            };

    private static final ClassValue<ExceptionShape> SHAPES =
            new ClassValue<>() {
                @Override
                protected ExceptionShape computeValue(Class<?> type) {
                    return ExceptionShape.of(type);
                }
            };

    private ExceptionCopies() {}

    /**
     * Says how exceptions of a class are copied; not those of its subclasses.
     *
     * @param type the class
     * @param copy makes a new exception from one of them, on the thread that waited, or null to
     *     have the original thrown; the cause is set where it has none. {@code x -> null} has a
     *     class never copied.
     * @param <X> the class
     * @return takes it back
     * @throws IllegalStateException if the class has a function already
     */
    public static <X extends Exception> Registration register(
            Class<X> type, Function<? super X, ? extends @Nullable X> copy) {
        requireNonNull(type, "type");
        requireNonNull(copy, "copy");
        Function<Throwable, @Nullable Throwable> entry =
                original -> copy.apply(type.cast(original));
        if (REGISTERED.putIfAbsent(type, entry) != null) {
            throw new IllegalStateException(
                    type.getName()
                            + " has a function already that copies it. Close the Registration of"
                            + " that one first.");
        }
        return () -> REGISTERED.remove(type, entry);
    }

    /** A copy with the frames of the calling thread, or the original. */
    static Throwable copyOrSame(Throwable original) {
        try {
            Throwable copy = copy(original);
            return copy != null && isFaithful(copy, original) ? copy : original;
        } catch (VirtualMachineError noMemory) {
            return original;
        } catch (Throwable thrown) {
            report(original, thrown);
            return original;
        }
    }

    private static @Nullable Throwable copy(Throwable original) throws Throwable {
        Function<Throwable, @Nullable Throwable> registered = REGISTERED.get(original.getClass());
        Throwable copy;
        if (registered != null) {
            copy = registered.apply(original);
        } else if (original instanceof CopyableThrowable<?> copyable) {
            copy = copyable.copy();
        } else {
            copy = SHAPES.get(original.getClass()).copy(original);
        }
        if (copy != null && copy != original && copy.getCause() == null) {
            copy.initCause(original); // throws if the class has settled for none
        }
        return copy;
    }

    private static boolean isFaithful(Throwable copy, Throwable original) {
        return copy != original
                && copy.getClass() == original.getClass()
                && copy.getCause() == original
                && Objects.equals(copy.getMessage(), original.getMessage());
    }

    private static void report(Throwable original, Throwable thrown) {
        if (!REPORTED.get(original.getClass()).getAndSet(true)) {
            LoggerFactory.getLogger(ExceptionCopies.class)
                    .warn(
                            "{} cannot be copied, so awaits throw the original. ExceptionCopies"
                                    + ".register says how to copy it.",
                            original.getClass().getName(),
                            thrown);
        }
    }
}
