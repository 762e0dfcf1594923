package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A method of a facade and the one of the delegate that it stands for.
 *
 * @param method the method of the interface
 * @param counterpart the accessible method of the delegate
 * @param delegate the delegate
 */
record FacadeTarget(Method method, Method counterpart, Object delegate) {

    /** Calls the delegate; throws what that throws. */
    @Nullable Object invoke(@Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return counterpart.invoke(delegate, arguments);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            throw cause == null ? thrown : cause;
        }
    }

    /** The same; what the method of the facade does not declare is wrapped (fa03). */
    @Nullable Object call(@Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return invoke(arguments);
        } catch (Throwable thrown) {
            throw throwable(method, thrown);
        }
    }

    /** What a method may throw in place of a failure: that itself, or an AwaitException. */
    static Throwable throwable(Method method, Throwable failure) {
        if (failure instanceof RuntimeException
                || failure instanceof Error
                || declared(method, failure) != null) {
            return failure;
        }
        return LibraryFrames.trim(
                new AwaitException(
                        FacadeText.name(method) + " failed with " + Sources.describe(failure),
                        failure));
    }

    /** The exception in a throws clause that covers a failure, or null. */
    static @Nullable Class<? extends Exception> declared(Method method, Throwable failure) {
        for (Class<?> type : method.getExceptionTypes()) {
            if (type.isInstance(failure)) {
                return Exception.class.isAssignableFrom(type)
                        ? type.asSubclass(Exception.class)
                        : Exception.class;
            }
        }
        return null;
    }

    /** A null cannot be given out as a primitive. */
    @Nullable Object returned(@Nullable Object value) {
        Class<?> type = method.getReturnType();
        if (value == null && type.isPrimitive() && type != void.class) {
            throw new NullPointerException(
                    FacadeText.name(counterpart)
                            + " gave null, but "
                            + FacadeText.name(method)
                            + " returns "
                            + type
                            + ". Return a "
                            + TypeShape.boxed(type).getSimpleName()
                            + " there, which may be null.");
        }
        return type == void.class ? null : value;
    }

    @Override
    public String toString() {
        return FacadeText.name(counterpart) + " of " + Sources.describe(delegate);
    }
}
