package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A type as far as assignments need it, without the variables of the type it was found in; made by
 * {@link TypeBindings}.
 *
 * <p>What is not known, because a type is raw or its variables stand for nothing, fits as the
 * compiler has it fit with an unchecked warning.
 */
sealed interface TypeShape {

    /** The class that values have at run time. */
    Class<?> erasure();

    /**
     * A class or interface.
     *
     * @param erasure the class
     * @param arguments of its type parameters; none if it has none or is raw
     */
    record Of(Class<?> erasure, List<TypeShape> arguments) implements TypeShape {
        /** The arguments that a supertype has in this type; none if it is raw there. */
        List<TypeShape> argumentsOf(Class<?> supertype) {
            return supertype == erasure
                    ? arguments
                    : TypeBindings.of(erasure, arguments).argumentsOf(supertype);
        }

        private boolean contains(List<TypeShape> others) {
            for (int i = 0; i < others.size() && i < arguments.size(); i++) {
                TypeShape own = arguments.get(i);
                boolean fits =
                        own instanceof Wild wild
                                ? wild.includes(others.get(i))
                                : own.isSame(others.get(i));
                if (!fits) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return arguments.isEmpty()
                    ? erasure.getSimpleName()
                    : erasure.getSimpleName()
                            + arguments.stream()
                                    .map(TypeShape::toString)
                                    .collect(Collectors.joining(", ", "<", ">"));
        }
    }

    /**
     * A wildcard.
     *
     * @param upper what it extends
     * @param lower what it is a supertype of, or null
     */
    record Wild(TypeShape upper, @Nullable TypeShape lower) implements TypeShape {
        @Override
        public Class<?> erasure() {
            return upper.erasure();
        }

        /** Whether what this wildcard stands for includes the other argument. */
        private boolean includes(TypeShape argument) {
            if (lower == null) {
                return upper.takes(argument);
            }
            return argument instanceof Wild other
                    ? other.lower() != null && other.lower().takes(lower)
                    : argument.takes(lower);
        }

        @Override
        public String toString() {
            if (lower != null) {
                return "? super " + lower;
            }
            return upper.erasure() == Object.class ? "?" : "? extends " + upper;
        }
    }

    /**
     * A variable of the method: the same in another method if it has the same place there.
     *
     * @param index its place
     * @param name its name
     * @param erasure of its bound
     */
    record Variable(int index, String name, Class<?> erasure) implements TypeShape {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A variable that stands for nothing that is known.
     *
     * @param erasure of its bound
     */
    record Unknown(Class<?> erasure) implements TypeShape {
        @Override
        public String toString() {
            return "?";
        }
    }

    /** Whether a value of the other type can be given out as this one; primitives are boxed. */
    default boolean takes(TypeShape other) {
        if (other instanceof Wild wild) {
            return takes(wild.upper());
        }
        if (this instanceof Wild wild) {
            return wild.upper().takes(other) && (wild.lower() == null || wild.lower().takes(other));
        }
        if (this instanceof Variable mine) {
            return other instanceof Unknown
                    || (other instanceof Variable its && its.index() == mine.index());
        }
        if (!boxed(erasure()).isAssignableFrom(boxed(other.erasure()))) {
            return other instanceof Unknown && other.erasure().isAssignableFrom(boxed(erasure()));
        }
        if (!(this instanceof Of mine) || !(other instanceof Of its)) {
            return true;
        }
        return mine.arguments().isEmpty() || mine.contains(its.argumentsOf(mine.erasure()));
    }

    private boolean isSame(TypeShape other) {
        if (this instanceof Unknown || other instanceof Unknown) {
            return true;
        }
        if (this instanceof Of mine && other instanceof Of its) {
            return mine.erasure() == its.erasure()
                    && (mine.arguments().isEmpty()
                            || its.arguments().isEmpty()
                            || areSame(mine.arguments(), its.arguments()));
        }
        if (this instanceof Variable mine && other instanceof Variable its) {
            return mine.index() == its.index();
        }
        return equals(other);
    }

    private static boolean areSame(List<TypeShape> some, List<TypeShape> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).isSame(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is void, {@link Void}, or anything at all. */
    default boolean isNothing() {
        return erasure() == void.class
                || erasure() == Void.class
                || this instanceof Unknown
                || (this instanceof Wild && erasure() == Object.class);
    }

    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
