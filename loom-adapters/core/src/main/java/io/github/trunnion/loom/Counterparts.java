package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The methods of a delegate that those of a facade can stand for (fa01, fa05). */
final class Counterparts {
    /*
     * Overview
     *
     * A method of an object stands in several places: in its class, in that of its parents, in its
     * interfaces, and as a bridge where a type parameter was replaced. A call of any of them runs
     * the same code; they differ in whether they may be called from here, and in what their types
     * tell. A lambda's own method may be called and tells nothing; the interface of it tells. A
     * class that is not public tells, and only its interface may be called. So all places are
     * compared: what may be called comes first, then what is no bridge, then what names the
     * arguments of its types, then what returns the narrower class.
     */
    private final Class<?> type;
    private final TypeBindings bindings;
    private final List<Method> methods = new ArrayList<>();

    Counterparts(Class<?> type) {
        this.type = type;
        this.bindings = TypeBindings.of(type);
        Set<Class<?>> places = new LinkedHashSet<>();
        addPlaces(type, places);
        for (Class<?> place : places) {
            for (Method method : place.getDeclaredMethods()) {
                int modifiers = method.getModifiers();
                if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers)) {
                    methods.add(method);
                }
            }
        }
    }

    private static void addPlaces(@Nullable Class<?> place, Set<Class<?>> places) {
        if (place == null || place == Object.class || !places.add(place)) {
            return;
        }
        addPlaces(place.getSuperclass(), places);
        for (Class<?> implemented : place.getInterfaces()) {
            addPlaces(implemented, places);
        }
    }

    TypeShape returned(Method counterpart) {
        return bindings.returned(counterpart);
    }

    List<TypeShape> parameters(Method counterpart) {
        return bindings.parameters(counterpart);
    }

    /** The best counterpart of a method with these parameters, or null. */
    @Nullable Method find(Method method, List<TypeShape> parameters) {
        Method best = null;
        for (Method candidate : methods) {
            if (candidate.getName().equals(method.getName())
                    && takes(candidate, parameters)
                    && (best == null || isBetter(candidate, best))) {
                best = candidate;
            }
        }
        return best;
    }

    /** Others of that name, for a message. */
    List<String> namesakes(Method method) {
        return methods.stream()
                .filter(other -> other.getName().equals(method.getName()) && !other.isBridge())
                .map(FacadeText::signature)
                .distinct()
                .toList();
    }

    Class<?> type() {
        return type;
    }

    private boolean takes(Method candidate, List<TypeShape> parameters) {
        if (candidate.getParameterCount() != parameters.size()) {
            return false;
        }
        List<TypeShape> taken = bindings.parameters(candidate);
        for (int i = 0; i < taken.size(); i++) {
            TypeShape asked = parameters.get(i);
            boolean same = taken.get(i).erasure() == asked.erasure();
            boolean bothErased =
                    asked instanceof TypeShape.Unknown
                            && candidate.getParameterTypes()[i] == asked.erasure();
            boolean any =
                    taken.get(i) instanceof TypeShape.Unknown
                            && taken.get(i).erasure().isAssignableFrom(asked.erasure());
            if (!same && !bothErased && !any) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBetter(Method one, Method other) {
        if (isCallable(one) != isCallable(other)) {
            return isCallable(one);
        }
        if (one.isBridge() != other.isBridge()) {
            return other.isBridge();
        }
        Class<?> returned = one.getReturnType();
        Class<?> before = other.getReturnType();
        if (returned == before) {
            return isGeneric(one) && !isGeneric(other);
        }
        return before.isAssignableFrom(returned);
    }

    private static boolean isGeneric(Method method) {
        Type returned = method.getGenericReturnType();
        return returned instanceof ParameterizedType || !(returned instanceof Class<?>);
    }

    /** Whether it may be called from here. */
    static boolean isCallable(Method method) {
        return method.trySetAccessible();
    }
}
