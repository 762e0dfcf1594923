package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** A facade: immutable, for any number of threads. */
final class FacadeHandler implements InvocationHandler {
    private final Class<?> type;
    private final Object delegate;
    private final FacadeDirection direction;
    private final Map<Method, FacadeCall> calls;

    private FacadeHandler(
            Class<?> type,
            Object delegate,
            FacadeDirection direction,
            Map<Method, FacadeCall> calls) {
        this.type = type;
        this.delegate = delegate;
        this.direction = direction;
        this.calls = calls;
    }

    static <T> T facade(Class<T> type, Object delegate, FacadeDirection direction) {
        if (!type.isInterface() || type.isSealed() || type.isHidden()) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " is no interface, or a sealed or hidden one, which "
                            + direction.operation()
                            + " cannot implement. Give it an interface with the methods to call.");
        }
        FacadeHandler handler =
                new FacadeHandler(
                        type, delegate, direction, FacadePlan.of(type, delegate, direction));
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        FacadeCall call = calls.get(method);
        if (call != null) {
            return call.call(proxy, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && isSame(arguments[0]);
            case "hashCode" -> 31 * type.hashCode() + System.identityHashCode(delegate);
            case "toString" -> toString();
            default -> throw new AssertionError("a method without a plan: " + method);
        };
    }

    private boolean isSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof FacadeHandler handler
                && handler.type == type
                && handler.delegate == delegate
                && handler.direction.equals(direction);
    }

    @Override
    public String toString() {
        return direction.operation()
                + "("
                + type.getSimpleName()
                + ", "
                + Sources.describe(delegate)
                + ")";
    }
}
