package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

/** What a facade does when one of its methods is called. */
@FunctionalInterface
interface FacadeCall {
    /**
     * Calls.
     *
     * @param arguments as {@link java.lang.reflect.InvocationHandler} has them
     * @throws Throwable unchecked, or declared by the method of the facade
     */
    @Nullable Object call(Object proxy, @Nullable Object @Nullable [] arguments) throws Throwable;
}
