package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.ExecutionContext;
import org.openrewrite.ScanningRecipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;

import java.util.List;
import java.util.Set;

/**
 * {@code stage.join()}, and {@code stage.get()}, become {@code Await.await(stage)} where that is
 * sure to compile and no handler in the sources can tell.
 *
 * <p>That is where the method or lambda lets {@link InterruptedException} out, no catch clause
 * around takes unchecked exceptions or wrappers, and no caller in the sources does so or looks for
 * a wrapper.
 */
public final class JoinToAwait extends ScanningRecipe<MigrationScan> {
    private static final Set<String> BOXES =
            Set.of(
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short");

    /** Makes the recipe. */
    public JoinToAwait() {}

    @Override
    public String getDisplayName() {
        return "Replace `join()` and `get()` by `Await.await`";
    }

    @Override
    public String getDescription() {
        return "Where the method or lambda around lets `InterruptedException` out, no `catch`"
                + " around takes unchecked exceptions or wrappers, and no caller in the sources"
                + " does so or looks for a wrapper. What changes: an interrupt ends the wait and"
                + " cancels the stage; the failure arrives without `CompletionException` or"
                + " `ExecutionException`, a checked one in an `AwaitException`; on an event loop"
                + " a wait that would park is refused.";
    }

    @Override
    public MigrationScan getInitialValue(ExecutionContext ctx) {
        return new MigrationScan();
    }

    @Override
    public TreeVisitor<?, ExecutionContext> getScanner(MigrationScan acc) {
        return acc.handlers().scanner();
    }

    @Override
    public TreeVisitor<?, ExecutionContext> getVisitor(MigrationScan acc) {
        return new JavaVisitor<>() {
            @Override
            public J visitMethodInvocation(J.MethodInvocation call, ExecutionContext ctx) {
                J visited = super.visitMethodInvocation(call, ctx);
                if (!(visited instanceof J.MethodInvocation wait)
                        || !isProved(getCursor(), acc.handlers())) {
                    return visited;
                }
                Expression stage = wait.getSelect();
                if (stage == null) {
                    return visited;
                }
                maybeAddImport(LoomCalls.AWAIT);
                return LoomCalls.await(unwrap(stage), List.of(), wait.getType())
                        .withPrefix(wait.getPrefix());
            }
        };
    }

    private static Expression unwrap(Expression stage) {
        return stage instanceof J.Parentheses<?> inner
                        && inner.getTree() instanceof Expression expression
                ? expression
                : stage;
    }

    /** Whether the call at the cursor may become an await. */
    private static boolean isProved(Cursor at, Handlers handlers) {
        J.MethodInvocation call = at.getValue();
        boolean isJoin = Futures.isJoin(call.getMethodType());
        if (!isJoin && !Futures.isPlainGet(call.getMethodType())) {
            return false;
        }
        return isPlainStage(call.getSelect())
                && !Names.hasComments(call.withPrefix(Space.EMPTY))
                && !isTargetTyped(at, call.getType())
                && (isJoin ? Exits.allowAwaitForJoin(at) : Exits.allowAwaitForGet(at))
                && !isHandled(at, handlers)
                && !LoomCalls.isTaken(
                        at.firstEnclosingOrThrow(J.CompilationUnit.class),
                        LoomCalls.AWAIT,
                        handlers);
    }

    /**
     * Of the JDK's class and not of one that may wait in a way of its own; not raw, not the object
     * itself or its superclass, and not with a comment to lose.
     */
    static boolean isPlainStage(@Nullable Expression stage) {
        if (stage == null
                || (stage instanceof J.Identifier name
                        && Set.of("this", "super").contains(name.getSimpleName()))) {
            return false;
        }
        JavaType type = stage.getType();
        boolean isRaw =
                TypeUtils.isOfClassType(type, Futures.COMPLETABLE_FUTURE)
                        && !(type instanceof JavaType.Parameterized);
        return Futures.isCompletableFuture(type)
                && Futures.isOfTheJdk(stage)
                && !isRaw
                && !Names.hasComments(stage);
    }

    /**
     * Whether an expression of this type would be typed otherwise by what is around it: {@code
     * join} has its type alone, an await is inferred, and a box can become a primitive by that.
     */
    private static boolean isTargetTyped(Cursor at, @Nullable JavaType type) {
        JavaType.FullyQualified value = TypeUtils.asFullyQualified(type);
        if (value == null || !BOXES.contains(value.getFullyQualifiedName())) {
            return false;
        }
        J.MethodInvocation call = at.getValue();
        Object parent = at.getParentTreeCursor().getValue();
        return (parent instanceof J.MethodInvocation outer && outer.getSelect() != call)
                || parent instanceof J.NewClass
                || parent instanceof J.Ternary
                || parent instanceof J.Lambda
                || parent instanceof J.Parentheses
                || parent instanceof J.Yield;
    }

    /** Whether a caller, or for a lambda anything in the sources, takes what is thrown. */
    static boolean isHandled(Cursor at, Handlers handlers) {
        J.MethodDeclaration method = at.firstEnclosing(J.MethodDeclaration.class);
        boolean isInLambda =
                at.dropParentUntil(
                                        parent ->
                                                parent instanceof J.Lambda
                                                        || parent instanceof J.MethodDeclaration
                                                        || parent instanceof J.CompilationUnit)
                                .getValue()
                        instanceof J.Lambda;
        return (method != null && handlers.isHandled(method))
                || (isInLambda && handlers.areAnywhere());
    }
}
