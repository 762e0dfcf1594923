package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what each method of a facade does; what does not fit is reported as a whole (fa04). */
final class FacadePlan {
    private final Class<?> type;
    private final Object delegate;
    private final FacadeDirection direction;
    private final TypeBindings bindings;
    private final Counterparts counterparts;
    private final List<String> misfits = new ArrayList<>();

    private FacadePlan(Class<?> type, Object delegate, FacadeDirection direction) {
        this.type = type;
        this.delegate = delegate;
        this.direction = direction;
        this.bindings = TypeBindings.of(type);
        this.counterparts = new Counterparts(delegate.getClass());
    }

    static Map<Method, FacadeCall> of(Class<?> type, Object delegate, FacadeDirection direction) {
        return new FacadePlan(type, delegate, direction).calls();
    }

    private Map<Method, FacadeCall> calls() {
        Map<Method, FacadeCall> calls = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !isOfObject(method)) {
                FacadeCall call = call(method);
                if (call != null) {
                    calls.put(method, call);
                }
            }
        }
        if (!misfits.isEmpty()) {
            misfits.sort(null);
            throw new IllegalArgumentException(
                    direction.operation()
                            + ": "
                            + misfits.size()
                            + " of the methods of "
                            + type.getName()
                            + " do not fit "
                            + delegate.getClass().getName()
                            + ". Mend or add these there, or make them default methods:"
                            + String.join("", misfits));
        }
        return calls;
    }

    /** An interface may declare these again; they are the facade's own all the same. */
    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException itsOwn) {
            return false;
        }
    }

    private @Nullable FacadeCall call(Method method) {
        List<TypeShape> parameters = bindings.parameters(method);
        Method counterpart = counterparts.find(method, parameters);
        if (counterpart == null) {
            return method.isDefault() ? defaultCall(method) : missing(method);
        }
        if (!Counterparts.isCallable(counterpart)) {
            return misfit(
                    method,
                    FacadeText.name(counterpart)
                            + " cannot be called: its class is not public, or its package is not"
                            + " exported to "
                            + FacadePlan.class.getModule());
        }
        List<TypeShape> taken = counterparts.parameters(counterpart);
        for (int i = 0; i < taken.size(); i++) {
            if (!taken.get(i).takes(parameters.get(i))) {
                return misfit(
                        method,
                        FacadeText.name(counterpart)
                                + " takes a "
                                + taken.get(i)
                                + " as parameter "
                                + (i + 1)
                                + ", which a "
                                + parameters.get(i)
                                + " is not");
            }
        }
        TypeShape wanted = bindings.returned(method);
        TypeShape given = counterparts.returned(counterpart);
        String refused = direction.refuses(wanted, given);
        if (refused != null) {
            return misfit(method, refused + ", as " + FacadeText.name(counterpart) + " has it");
        }
        return direction.call(new FacadeTarget(method, counterpart, delegate), wanted, given);
    }

    private @Nullable FacadeCall defaultCall(Method method) {
        FacadeCall call = DefaultMethods.call(method);
        return call != null
                ? call
                : misfit(
                        method,
                        "its default cannot be run: its package is not open to "
                                + FacadePlan.class.getModule());
    }

    private @Nullable FacadeCall missing(Method method) {
        List<String> namesakes = counterparts.namesakes(method);
        return misfit(
                method,
                namesakes.isEmpty()
                        ? "there is no public method of that name"
                        : "there is only " + String.join(", ", namesakes));
    }

    private @Nullable FacadeCall misfit(Method method, String reason) {
        misfits.add(
                System.lineSeparator()
                        + "  "
                        + bindings.returned(method)
                        + " "
                        + FacadeText.signature(method)
                        + ": "
                        + reason);
        return null;
    }
}
