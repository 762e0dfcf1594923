package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.java.tree.TypeUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A clause that catches {@code CompletionException}, tests its cause, and throws it on if no test
 * holds.
 *
 * @param rungs the tests, in their order
 */
record Ladder(List<Rung> rungs) {
    /** By these a copy, whose cause is the original, differs from it. */
    private static final Set<String> CALLS_THAT_TELL =
            Set.of(
                    "getCause",
                    "initCause",
                    "getSuppressed",
                    "addSuppressed",
                    "getStackTrace",
                    "setStackTrace");

    /** Types that an await throws by itself, or that take one that it does. */
    private static final Set<String> THROWN_BY_AWAITS =
            Set.of(
                    "java.lang.Throwable",
                    "java.lang.Exception",
                    "java.lang.RuntimeException",
                    "java.lang.IllegalStateException",
                    "java.lang.NullPointerException",
                    "java.util.concurrent.CancellationException",
                    "io.github.trunnion.loom.AwaitException",
                    "io.github.trunnion.loom.DeadlineExceededException",
                    "io.github.trunnion.bridge.BlockingNotAllowedException",
                    "io.github.trunnion.bridge.BridgeClosedException");

    /** Types whose meaning is another one where they are not in a wrapper. */
    private static final Set<String> NEVER =
            Set.of(
                    "java.lang.Throwable",
                    "java.lang.InterruptedException",
                    Futures.COMPLETION_EXCEPTION,
                    Futures.EXECUTION_EXCEPTION);

    /**
     * One test of the cause.
     *
     * @param type what is tested for
     * @param name the variable of the pattern, or null
     * @param body what is done with it
     * @param isRethrow whether that is only to throw the cause
     */
    record Rung(TypeTree type, J.@Nullable Identifier name, Statement body, boolean isRethrow) {
        JavaType javaType() {
            JavaType known = type.getType();
            return known == null ? JavaType.Unknown.getInstance() : known;
        }

        boolean isChecked() {
            return Exits.isChecked(javaType());
        }
    }

    /** The ladder of a clause, or null if it is another one or does more than can be proved. */
    static @Nullable Ladder of(J.Try.Catch clause) {
        J.VariableDeclarations caught = clause.getParameter().getTree();
        TypeTree type = caught.getTypeExpression();
        if (type == null
                || !TypeUtils.isOfClassType(type.getType(), Futures.COMPLETION_EXCEPTION)
                || caught.getVariables().size() != 1
                || !caught.getLeadingAnnotations().isEmpty()) {
            return null;
        }
        List<Rung> rungs = new ArrayList<>();
        String wrapper = caught.getVariables().getFirst().getSimpleName();
        boolean isWhole = read(clause.getBody().getStatements(), wrapper, rungs);
        return isWhole && !rungs.isEmpty() && areSeparate(rungs) ? new Ladder(rungs) : null;
    }

    /** The checked exception that an await has to declare, if there is one. */
    List<Rung> checked() {
        return rungs.stream().filter(Rung::isChecked).toList();
    }

    /** The tests after which something is done. */
    List<Rung> handlers() {
        return rungs.stream().filter(rung -> !rung.isRethrow()).toList();
    }

    /** Adds the tests that begin here; whether the rest is nothing but them and a rethrow. */
    private static boolean read(List<Statement> rest, String wrapper, List<Rung> rungs) {
        if (rest.isEmpty()) {
            return false;
        }
        Statement first = rest.getFirst();
        if (first instanceof J.Throw last) {
            return rest.size() == 1 && isName(last.getException(), wrapper);
        }
        if (!(first instanceof J.If test)) {
            return false;
        }
        Rung rung = rung(test, wrapper);
        J.If.Else otherwise = test.getElsePart();
        List<Statement> following = rest.subList(1, rest.size());
        boolean isSkipped = otherwise != null && following.isEmpty(); // by what is done here
        if (rung == null || !(isSkipped || isAbrupt(rung.body()))) {
            return false;
        }
        rungs.add(rung);
        List<Statement> next = new ArrayList<>();
        if (otherwise != null) {
            next.addAll(statements(otherwise.getBody()));
        }
        next.addAll(following);
        return read(next, wrapper, rungs);
    }

    private static @Nullable Rung rung(J.If test, String wrapper) {
        if (!(test.getIfCondition().getTree() instanceof J.InstanceOf tested)
                || !isCauseOf(tested.getExpression(), wrapper)
                || !(tested.getClazz() instanceof TypeTree type)
                || !(type instanceof J.Identifier || type instanceof J.FieldAccess)
                || tested.getModifier() != null
                || !TypeUtils.isAssignableTo("java.lang.Throwable", type.getType())
                || NEVER.contains(nameOf(type))) {
            return null;
        }
        J.Identifier name = tested.getPattern() instanceof J.Identifier bound ? bound : null;
        if (name == null && tested.getPattern() != null) {
            return null;
        }
        Statement body = test.getThenPart();
        if (isRethrow(body, wrapper, name, type)) {
            return new Rung(type, name, body, true);
        }
        boolean isProved =
                name != null
                        && !THROWN_BY_AWAITS.contains(nameOf(type))
                        && !TypeUtils.isAssignableTo("java.lang.Error", type.getType())
                        && !Names.uses(body, wrapper)
                        && !Names.calls(body, CALLS_THAT_TELL)
                        && !Names.compares(body);
        return isProved ? new Rung(type, name, body, false) : null;
    }

    /** {@code throw x}, or {@code throw (X) e.getCause()}. */
    private static boolean isRethrow(
            Statement body, String wrapper, J.@Nullable Identifier name, TypeTree type) {
        List<Statement> all = statements(body);
        if (all.size() != 1 || !(all.getFirst() instanceof J.Throw thrown)) {
            return false;
        }
        Expression exception = thrown.getException();
        if (name != null && isName(exception, name.getSimpleName())) {
            return true;
        }
        return exception instanceof J.TypeCast cast
                && TypeUtils.isOfType(cast.getType(), type.getType())
                && isCauseOf(cast.getExpression(), wrapper);
    }

    /**
     * At most one checked type, as an await declares one; and no two that take the same exception,
     * if anything is done with one.
     */
    private static boolean areSeparate(List<Rung> rungs) {
        if (rungs.stream().filter(Rung::isChecked).count() > 1) {
            return false;
        }
        if (rungs.stream().allMatch(Rung::isRethrow)) {
            return true;
        }
        for (int i = 0; i < rungs.size(); i++) {
            for (int j = i + 1; j < rungs.size(); j++) {
                JavaType one = rungs.get(i).javaType();
                JavaType other = rungs.get(j).javaType();
                if (TypeUtils.isAssignableTo(one, other) || TypeUtils.isAssignableTo(other, one)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isAbrupt(Statement body) {
        List<Statement> all = statements(body);
        Statement last = all.isEmpty() ? body : all.getLast();
        return last instanceof J.Throw
                || last instanceof J.Return
                || last instanceof J.Continue
                || last instanceof J.Break;
    }

    private static List<Statement> statements(Statement body) {
        return body instanceof J.Block block ? block.getStatements() : List.of(body);
    }

    private static boolean isCauseOf(Expression expression, String wrapper) {
        return expression instanceof J.MethodInvocation call
                && call.getSimpleName().equals("getCause")
                && call.getSelect() != null
                && isName(call.getSelect(), wrapper);
    }

    private static boolean isName(Expression expression, String name) {
        return expression instanceof J.Identifier identifier
                && identifier.getSimpleName().equals(name);
    }

    private static String nameOf(TypeTree type) {
        JavaType.FullyQualified known = TypeUtils.asFullyQualified(type.getType());
        return known == null ? "" : known.getFullyQualifiedName();
    }
}
