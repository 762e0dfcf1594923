package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Tree;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JContainer;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.marker.Markers;

import java.util.ArrayList;
import java.util.List;

/** Makes calls of trunnion-loom as trees. */
final class LoomCalls {
    /*
     * Overview: the trees are put together by hand. A template would have to parse each call with
     * the classes of trunnion-loom, which the sources need not have on their class path yet.
     */

    static final String AWAIT = "io.github.trunnion.loom.Await";
    static final String BLOCKING = "io.github.trunnion.loom.Blocking";
    private static final String LAUNCHER = "io.github.trunnion.loom.Blocking$Launcher";
    private static final String TASK = "io.github.trunnion.bridge.TaskFuture";

    private LoomCalls() {}

    /**
     * {@code Await.await(stage)}, or {@code Await.await(stage, X.class)}.
     *
     * @param value the type of the value
     */
    static J.MethodInvocation await(
            Expression stage, List<Expression> declared, @Nullable JavaType value) {
        List<Expression> arguments = new ArrayList<>();
        arguments.add(stage.withPrefix(Space.EMPTY));
        declared.forEach(type -> arguments.add(type.withPrefix(Space.SINGLE_SPACE)));
        return call(typeName("Await", AWAIT), type(AWAIT), "await", value, arguments);
    }

    /** {@code Blocking.name(body)}. */
    static J.MethodInvocation blocking(String name, Expression body) {
        return call(
                typeName("Blocking", BLOCKING),
                type(BLOCKING),
                name,
                type(TASK),
                List.of(body.withPrefix(Space.EMPTY)));
    }

    /** {@code Blocking.on(executor).name(body)}. */
    static J.MethodInvocation blockingOn(Expression executor, String name, Expression body) {
        J.MethodInvocation on =
                call(
                        typeName("Blocking", BLOCKING),
                        type(BLOCKING),
                        "on",
                        type(LAUNCHER),
                        List.of(executor.withPrefix(Space.EMPTY)));
        return call(on, type(LAUNCHER), name, type(TASK), List.of(body.withPrefix(Space.EMPTY)));
    }

    /** {@code task.toCompletableFuture()}. */
    static J.MethodInvocation toCompletableFuture(Expression task, @Nullable JavaType stage) {
        return call(task, type(TASK), "toCompletableFuture", stage, List.of());
    }

    /** Whether the simple name of a class of ours means something else anywhere in this file. */
    static boolean isTaken(J.CompilationUnit file, String fullName, Handlers sources) {
        String simple = fullName.substring(fullName.lastIndexOf('.') + 1);
        return file.getImports().stream().anyMatch(one -> importsOther(one, simple, fullName))
                || file.getTypesInUse().getTypesInUse().stream()
                        .anyMatch(used -> isOther(used, simple, fullName))
                || Names.meansOther(file, simple, fullName)
                || Names.supertypes(file).stream()
                        .anyMatch(type -> hasMember(type, simple, sources));
    }

    private static boolean importsOther(J.Import one, String simple, String fullName) {
        if (one.getQualid().getSimpleName().equals(simple)) {
            return one.isStatic() || !one.getTypeName().equals(fullName);
        }
        return one.isStatic()
                && one.getQualid().getSimpleName().equals("*")
                && one.getQualid().getTarget().getType() instanceof JavaType.FullyQualified type
                && type.getMembers().stream().anyMatch(member -> member.getName().equals(simple));
    }

    /** A field, or a class as far as that is in the sources: a type does not tell of its own. */
    private static boolean hasMember(
            JavaType.FullyQualified type, String simple, Handlers sources) {
        return type.getMembers().stream().anyMatch(member -> member.getName().equals(simple))
                || sources.areDeclaring(type.getFullyQualifiedName() + "$" + simple);
    }

    private static boolean isOther(JavaType used, String simple, String fullName) {
        return used instanceof JavaType.FullyQualified type
                && !type.getFullyQualifiedName().equals(fullName)
                && (type.getClassName().equals(simple)
                        || type.getClassName().endsWith("." + simple));
    }

    private static J.MethodInvocation call(
            Expression on,
            JavaType.FullyQualified owner,
            String name,
            @Nullable JavaType returned,
            List<Expression> arguments) {
        JavaType.Method method =
                new JavaType.Method(
                        null,
                        Flag.Public.getBitMask(),
                        owner,
                        name,
                        returned,
                        arguments.stream().map(argument -> "p").toList(),
                        arguments.stream().map(LoomCalls::typeOf).toList(),
                        (List<JavaType>) null,
                        null,
                        null,
                        (List<String>) null);
        List<JRightPadded<Expression>> padded = new ArrayList<>();
        if (arguments.isEmpty()) {
            padded.add(
                    JRightPadded.build(new J.Empty(Tree.randomId(), Space.EMPTY, Markers.EMPTY)));
        }
        arguments.forEach(argument -> padded.add(JRightPadded.build(argument)));
        return new J.MethodInvocation(
                Tree.randomId(),
                Space.EMPTY,
                Markers.EMPTY,
                JRightPadded.build(on),
                null,
                identifier(name, method),
                JContainer.build(padded),
                method);
    }

    private static JavaType typeOf(Expression argument) {
        JavaType type = argument.getType();
        return type == null ? JavaType.Unknown.getInstance() : type;
    }

    private static J.Identifier typeName(String simple, String fullName) {
        return identifier(simple, type(fullName));
    }

    private static J.Identifier identifier(String name, JavaType type) {
        return new J.Identifier(
                Tree.randomId(), Space.EMPTY, Markers.EMPTY, List.of(), name, type, null);
    }

    private static JavaType.FullyQualified type(String fullName) {
        return JavaType.ShallowClass.build(fullName);
    }
}
