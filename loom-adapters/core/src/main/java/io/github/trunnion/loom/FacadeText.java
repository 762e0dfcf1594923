package io.github.trunnion.loom;

import java.lang.reflect.Method;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of methods in messages. */
final class FacadeText {
    private FacadeText() {}

    /** With its class: {@code UserApi.find(long)}. */
    static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + signature(method);
    }

    /** Without: {@code find(long)}. */
    static String signature(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }
}
