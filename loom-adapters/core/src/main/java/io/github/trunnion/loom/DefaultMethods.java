package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Runs the default methods of an interface on a proxy (fa05). */
final class DefaultMethods {
    private DefaultMethods() {}

    /** The call of a default method, or null if it cannot be called from here. */
    static @Nullable FacadeCall call(Method method) {
        Class<?> type = method.getDeclaringClass();
        if (Modifier.isPublic(type.getModifiers())
                && type.getModule()
                        .isExported(type.getPackageName(), DefaultMethods.class.getModule())) {
            return (proxy, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        try {
            MethodHandle handle =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                            .unreflectSpecial(method, type);
            MethodHandle spread =
                    handle.asFixedArity()
                            .asSpreader(Object[].class, handle.type().parameterCount() - 1);
            return (proxy, arguments) ->
                    spread.invokeWithArguments(
                            proxy, arguments == null ? new Object[0] : arguments);
        } catch (IllegalAccessException notOpen) {
            return null;
        }
    }
}
