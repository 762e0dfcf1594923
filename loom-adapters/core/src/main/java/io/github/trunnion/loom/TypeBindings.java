package io.github.trunnion.loom;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the type variables of a class and of all its supertypes stand for in that class. */
final class TypeBindings {
    private final Map<TypeVariable<?>, TypeShape> bound = new HashMap<>();

    private TypeBindings() {}

    static TypeBindings of(Class<?> type) {
        return of(type, List.of());
    }

    static TypeBindings of(Class<?> type, List<TypeShape> arguments) {
        TypeBindings bindings = new TypeBindings();
        bindings.bind(type, arguments);
        bindings.addSupertypes(type);
        return bindings;
    }

    private void bind(Class<?> type, List<TypeShape> arguments) {
        TypeVariable<?>[] variables = type.getTypeParameters();
        for (int i = 0; i < variables.length && i < arguments.size(); i++) {
            bound.putIfAbsent(variables[i], arguments.get(i));
        }
    }

    private void addSupertypes(Class<?> type) {
        Type parent = type.getGenericSuperclass();
        if (parent != null) {
            add(parent);
        }
        for (Type implemented : type.getGenericInterfaces()) {
            add(implemented);
        }
    }

    private void add(Type supertype) {
        if (shape(supertype) instanceof TypeShape.Of named) {
            bind(named.erasure(), named.arguments());
            addSupertypes(named.erasure());
        }
    }

    /** The arguments of a supertype; none if it is raw here. */
    List<TypeShape> argumentsOf(Class<?> supertype) {
        List<TypeShape> arguments = new ArrayList<>();
        for (TypeVariable<?> variable : supertype.getTypeParameters()) {
            TypeShape argument = bound.get(variable);
            if (argument == null) {
                return List.of();
            }
            arguments.add(argument);
        }
        return arguments;
    }

    TypeShape returned(Method method) {
        return shape(method.getGenericReturnType());
    }

    List<TypeShape> parameters(Method method) {
        return shapes(method.getGenericParameterTypes());
    }

    private List<TypeShape> shapes(Type[] types) {
        List<TypeShape> shapes = new ArrayList<>();
        for (Type type : types) {
            shapes.add(shape(type));
        }
        return shapes;
    }

    private TypeShape shape(Type type) {
        return switch (type) {
            case ParameterizedType generic ->
                    new TypeShape.Of(erasure(generic), shapes(generic.getActualTypeArguments()));
            case WildcardType wild ->
                    new TypeShape.Wild(
                            shape(wild.getUpperBounds()[0]),
                            wild.getLowerBounds().length == 0
                                    ? null
                                    : shape(wild.getLowerBounds()[0]));
            case TypeVariable<?> variable -> variable(variable);
            case GenericArrayType array ->
                    new TypeShape.Of(
                            shape(array.getGenericComponentType()).erasure().arrayType(),
                            List.of());
            default -> new TypeShape.Of(erasure(type), List.of());
        };
    }

    private TypeShape variable(TypeVariable<?> variable) {
        TypeShape known = bound.get(variable);
        if (known != null) {
            return known;
        }
        if (variable.getGenericDeclaration() instanceof Method method) {
            int index = List.of(method.getTypeParameters()).indexOf(variable);
            return new TypeShape.Variable(index, variable.getName(), erasure(variable));
        }
        return new TypeShape.Unknown(erasure(variable));
    }

    private static Class<?> erasure(Type type) {
        return switch (type) {
            case Class<?> named -> named;
            case ParameterizedType generic -> erasure(generic.getRawType());
            case TypeVariable<?> variable -> erasure(variable.getBounds()[0]);
            case WildcardType wild -> erasure(wild.getUpperBounds()[0]);
            case GenericArrayType array -> erasure(array.getGenericComponentType()).arrayType();
            default -> throw new AssertionError("a kind of type that is not known: " + type);
        };
    }
}
