package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/**
 * How an exception of a class can be made anew from what {@link Throwable} holds.
 *
 * @param constructor the constructor, or null if the class cannot be copied
 */
record ExceptionShape(@Nullable Constructor<?> constructor) {
    private static final Class<?>[][] PARAMETERS = {
        {String.class, Throwable.class}, {String.class}, {}
    };

    static ExceptionShape of(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers()) || hasState(type)) {
            return new ExceptionShape(null);
        }
        for (Class<?>[] parameters : PARAMETERS) {
            Constructor<?> found = find(type, parameters);
            if (found != null) {
                return new ExceptionShape(found);
            }
        }
        return new ExceptionShape(null);
    }

    private static boolean hasState(Class<?> type) {
        for (Class<?> c = type; c != null && c != Throwable.class; c = c.getSuperclass()) {
            if (c == NullPointerException.class) {
                continue; // what it has is made from the place where it was thrown, for its message
            }
            for (var field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A public constructor; of a class that is not public too, where its module is open. */
    private static @Nullable Constructor<?> find(Class<?> type, Class<?>... parameters) {
        try {
            Constructor<?> found = type.getConstructor(parameters);
            return found.trySetAccessible() ? found : null;
        } catch (NoSuchMethodException | SecurityException none) {
            return null;
        }
    }

    /** A new exception, whose cause may have to be set; null if there is no way. */
    @Nullable Throwable copy(Throwable original) throws Throwable {
        if (constructor == null) {
            return null;
        }
        String message = original.getMessage();
        try {
            return (Throwable)
                    switch (constructor.getParameterCount()) {
                        case 2 -> constructor.newInstance(message, original);
                        case 1 -> constructor.newInstance(message);
                        default -> constructor.newInstance();
                    };
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
