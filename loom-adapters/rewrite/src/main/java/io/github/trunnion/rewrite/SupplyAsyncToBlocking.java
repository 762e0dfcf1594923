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

/**
 * {@code supplyAsync} and {@code runAsync} on an executor that is sure to give each task a virtual
 * thread become {@code Blocking.supply} and {@code Blocking.run}.
 */
public final class SupplyAsyncToBlocking extends ScanningRecipe<MigrationScan> {
    /** Makes the recipe. */
    public SupplyAsyncToBlocking() {}

    @Override
    public String getDisplayName() {
        return "Replace `supplyAsync` and `runAsync` on virtual threads by `Blocking`";
    }

    @Override
    public String getDescription() {
        return "Where the executor is `newVirtualThreadPerTaskExecutor()`, made in the call or by"
                + " the declaration of a variable that never changes, and the body is a lambda or a"
                + " method reference. Files that name `CompletionException` are left alone. What"
                + " changes: the body is a `Callable` and may throw checked exceptions; callbacks"
                + " get its failure without `CompletionException`; a cancel interrupts it; it runs"
                + " in the context of the call; an executor that is shut down fails the future and"
                + " throws nothing.";
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
                if (!(visited instanceof J.MethodInvocation start)
                        || !isProved(getCursor(), acc.handlers())) {
                    return visited;
                }
                String name = start.getSimpleName().equals("runAsync") ? "run" : "supply";
                Expression body = start.getArguments().get(0);
                Expression executor = start.getArguments().get(1);
                J.MethodInvocation task =
                        VirtualExecutors.isMadeHere(executor)
                                ? LoomCalls.blocking(name, body)
                                : LoomCalls.blockingOn(executor, name, body);
                J.CompilationUnit file = getCursor().firstEnclosingOrThrow(J.CompilationUnit.class);
                maybeAddImport(LoomCalls.BLOCKING);
                if (Names.imports(file, Futures.COMPLETABLE_FUTURE)) {
                    maybeRemoveImport(Futures.COMPLETABLE_FUTURE);
                }
                if (Names.imports(file, "java.util.concurrent.Executors")) {
                    maybeRemoveImport("java.util.concurrent.Executors");
                }
                J.MethodInvocation result =
                        isStatement(getCursor())
                                ? task
                                : LoomCalls.toCompletableFuture(task, start.getType());
                return result.withPrefix(start.getPrefix());
            }
        };
    }

    private static boolean isProved(Cursor at, Handlers sources) {
        J.MethodInvocation call = at.getValue();
        if (!Futures.isStart(call.getMethodType())
                || call.getArguments().size() != 2
                || call.getTypeParameters() != null) {
            return false;
        }
        J.CompilationUnit file = at.firstEnclosingOrThrow(J.CompilationUnit.class);
        Expression body = call.getArguments().get(0);
        Expression executor = call.getArguments().get(1);
        return (VirtualExecutors.isMadeHere(executor) || VirtualExecutors.isHeldBy(executor, file))
                && (body instanceof J.Lambda || body instanceof J.MemberReference)
                && (call.getSimpleName().equals("runAsync") || isTypedAlone(at, body))
                && !Names.hasComments(call.withPrefix(Space.EMPTY))
                && !namesWrapper(file)
                && !LoomCalls.isTaken(file, LoomCalls.BLOCKING, sources);
    }

    private static boolean namesWrapper(J.CompilationUnit file) {
        return file.getTypesInUse().getTypesInUse().stream()
                .anyMatch(type -> TypeUtils.isOfClassType(type, Futures.COMPLETION_EXCEPTION));
    }

    /** A statement whose value nobody uses. */
    private static boolean isStatement(Cursor at) {
        return at.getParentTreeCursor().getValue() instanceof J.Block;
    }

    /**
     * Whether the type of the value follows from the body, as it has to where the call becomes the
     * receiver of another one.
     */
    private static boolean isTypedAlone(Cursor at, Expression body) {
        J.MethodInvocation call = at.getValue();
        Object parent = at.getParentTreeCursor().getValue();
        if (isStatement(at)) {
            return true;
        }
        JavaType value = valueOf(call.getType());
        if (value == null || hasWildcard(value)) {
            return false;
        }
        if (parent instanceof J.MethodInvocation outer && outer.getSelect() == call) {
            return true;
        }
        if (body instanceof J.MemberReference reference) {
            JavaType.Method method = reference.getMethodType();
            return method != null
                    && !isGeneric(method)
                    && !reference.getReference().getSimpleName().equals("new")
                    && !hasWildcard(reference.getContaining().getType())
                    && isSame(method.getReturnType(), value);
        }
        return body instanceof J.Lambda lambda
                && lambda.getBody() instanceof Expression result
                && isStandalone(result)
                && !hasWildcard(result.getType())
                && isSame(result.getType(), value);
    }

    private static @Nullable JavaType valueOf(@Nullable JavaType stage) {
        return stage instanceof JavaType.Parameterized parameterized
                        && parameterized.getTypeParameters().size() == 1
                ? parameterized.getTypeParameters().getFirst()
                : null;
    }

    /** Which would be captured, and what it is captured as is nothing that a type can name. */
    private static boolean hasWildcard(@Nullable JavaType type) {
        return switch (type) {
            case JavaType.GenericTypeVariable variable -> variable.getName().equals("?");
            case JavaType.Array array -> hasWildcard(array.getElemType());
            case JavaType.Parameterized parameterized ->
                    parameterized.getTypeParameters().stream()
                            .anyMatch(SupplyAsyncToBlocking::hasWildcard);
            case null, default -> false;
        };
    }

    private static boolean isStandalone(Expression result) {
        if (result instanceof J.MethodInvocation call) {
            return call.getMethodType() != null && !isGeneric(call.getMethodType());
        }
        return result instanceof J.Identifier
                || result instanceof J.FieldAccess
                || result instanceof J.Literal
                || result instanceof J.Binary;
    }

    /** Whether a method may have type parameters: what a call has lost, its declaration tells. */
    private static boolean isGeneric(JavaType.Method method) {
        List<JavaType.Method> candidates =
                method.getDeclaringType().getMethods().stream()
                        .filter(one -> one.getName().equals(method.getName()))
                        .toList();
        return candidates.isEmpty()
                || candidates.stream().anyMatch(one -> !one.getDeclaredFormalTypeNames().isEmpty());
    }

    private static boolean isSame(@Nullable JavaType result, JavaType value) {
        if (result instanceof JavaType.Primitive primitive
                && primitive != JavaType.Primitive.String) {
            return TypeUtils.isOfClassType(value, boxOf(primitive));
        }
        if (result == JavaType.Primitive.String) {
            return TypeUtils.isString(value);
        }
        return TypeUtils.isOfType(result, value);
    }

    private static String boxOf(JavaType.Primitive primitive) {
        return switch (primitive) {
            case Boolean -> "java.lang.Boolean";
            case Byte -> "java.lang.Byte";
            case Char -> "java.lang.Character";
            case Double -> "java.lang.Double";
            case Float -> "java.lang.Float";
            case Int -> "java.lang.Integer";
            case Long -> "java.lang.Long";
            case Short -> "java.lang.Short";
            default -> "";
        };
    }
}
