package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.java.tree.TypeUtils;

import java.util.ArrayList;
import java.util.List;

/** Which way what an expression throws leaves the method, or the lambda, around it. */
final class Exits {
    /*
     * Overview: an await throws what a join does not: InterruptedException, the failure without
     * its wrapper, errors. It may stand in place of a join only where the first has a way out and
     * no catch clause on that way takes one for the other. The walk goes from the expression
     * outwards and ends at the method or lambda; an initializer, of a class or of an object, has
     * no way out.
     */

    private static final String INTERRUPTED = "java.lang.InterruptedException";
    private static final String EXCEPTION = "java.lang.Exception";

    private Exits() {}

    /** Whether an await may stand in place of a {@code join()} here. */
    static boolean allowAwaitForJoin(Cursor at) {
        return allowAwait(at, false);
    }

    /** Whether an await may stand in place of a {@code get()} here. */
    static boolean allowAwaitForGet(Cursor at) {
        return allowAwait(at, true);
    }

    private static boolean allowAwait(Cursor at, boolean isGet) {
        boolean isInterruptCaught = false;
        Object inner = at.getValue();
        for (Cursor c = at.getParentTreeCursor();
                !(c.getValue() instanceof J.CompilationUnit);
                c = c.getParentTreeCursor()) {
            Object outer = c.getValue();
            if (outer instanceof J.Try guarded && isGuarded(inner, guarded)) {
                for (JavaType caught : caughtTypes(guarded)) {
                    if (TypeUtils.isOfClassType(caught, INTERRUPTED)) {
                        isInterruptCaught = true;
                    } else if (!isIndifferent(caught, isGet)) {
                        return false;
                    }
                }
            } else if (outer instanceof J.Lambda lambda) {
                return isBodyOfBlocking(lambda, c)
                        || letsOut(thrownBy(lambda.getType()), isInterruptCaught, isGet);
            } else if (outer instanceof J.MethodDeclaration method) {
                return letsOut(thrownBy(method), isInterruptCaught, isGet);
            } else if (outer instanceof J.ClassDeclaration
                    || (outer instanceof J.NewClass made
                            && made.getBody() != null
                            && isSame(inner, made.getBody()))) {
                return false;
            }
            inner = outer;
        }
        return false;
    }

    /** Whether the catch clauses see what the inner tree throws. */
    private static boolean isGuarded(Object inner, J.Try guarded) {
        return inner instanceof J.Try.Resource || isSame(inner, guarded.getBody());
    }

    private static boolean isSame(Object inner, J tree) {
        return inner instanceof J j && j.getId().equals(tree.getId());
    }

    /** What the clauses of a try name. */
    static List<JavaType> caughtTypes(J.Try guarded) {
        List<JavaType> caught = new ArrayList<>();
        for (J.Try.Catch clause : guarded.getCatches()) {
            TypeTree type = clause.getParameter().getTree().getTypeExpression();
            if (type instanceof J.MultiCatch several) {
                several.getAlternatives().forEach(one -> caught.add(known(one.getType())));
            } else {
                caught.add(known(type == null ? null : type.getType()));
            }
        }
        return caught;
    }

    private static JavaType known(@Nullable JavaType type) {
        return type == null ? JavaType.Unknown.getInstance() : type;
    }

    /** A checked exception that neither a join nor an await throws; for a get, none of its own. */
    private static boolean isIndifferent(@Nullable JavaType caught, boolean isGet) {
        return isChecked(caught)
                && !TypeUtils.isOfClassType(caught, EXCEPTION)
                && !(isGet && TypeUtils.isOfClassType(caught, Futures.EXECUTION_EXCEPTION));
    }

    /** Whether a clause for this type may take what a join, a get or an await throws. */
    static boolean mayTakeFailures(JavaType caught) {
        return !isIndifferent(caught, true);
    }

    static boolean isChecked(@Nullable JavaType type) {
        return TypeUtils.isAssignableTo(EXCEPTION, type)
                && !TypeUtils.isAssignableTo("java.lang.RuntimeException", type);
    }

    private static boolean letsOut(
            List<JavaType> thrown, boolean isInterruptCaught, boolean isGet) {
        if (isGet
                && thrown.stream()
                        .anyMatch(t -> TypeUtils.isOfClassType(t, Futures.EXECUTION_EXCEPTION))) {
            return false; // callers are told of the wrapper
        }
        return isInterruptCaught
                || thrown.stream()
                        .anyMatch(
                                t ->
                                        TypeUtils.isOfClassType(t, INTERRUPTED)
                                                || TypeUtils.isOfClassType(t, EXCEPTION)
                                                || TypeUtils.isOfClassType(
                                                        t, "java.lang.Throwable"));
    }

    /** Of a call as {@link SupplyAsyncToBlocking} makes it, whose lambda has its old type. */
    private static boolean isBodyOfBlocking(J.Lambda lambda, Cursor at) {
        return at.getParentTreeCursor().getValue() instanceof J.MethodInvocation call
                && call.getMethodType() != null
                && call.getMethodType()
                        .getDeclaringType()
                        .getFullyQualifiedName()
                        .startsWith(LoomCalls.BLOCKING)
                && call.getArguments().contains(lambda);
    }

    private static List<JavaType> thrownBy(J.MethodDeclaration method) {
        JavaType.Method type = method.getMethodType();
        return type == null ? List.of() : type.getThrownExceptions();
    }

    /** What the method of a functional interface declares; nothing where that is not certain. */
    private static List<JavaType> thrownBy(@Nullable JavaType functional) {
        JavaType.FullyQualified type = TypeUtils.asFullyQualified(functional);
        if (type == null) {
            return List.of();
        }
        List<JavaType.Method> abstracts =
                type.getMethods().stream()
                        .filter(method -> method.hasFlags(Flag.Abstract))
                        .filter(method -> !isOfObject(method))
                        .toList();
        return abstracts.size() == 1 ? abstracts.getFirst().getThrownExceptions() : List.of();
    }

    private static boolean isOfObject(JavaType.Method method) {
        return switch (method.getName()) {
            case "equals" -> method.getParameterTypes().size() == 1;
            case "hashCode", "toString" -> method.getParameterTypes().isEmpty();
            default -> false;
        };
    }
}
