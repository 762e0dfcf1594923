package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

import java.util.List;
import java.util.Set;

/** What a call has to do with futures, told by the types of the sources alone. */
final class Futures {
    static final String COMPLETABLE_FUTURE = "java.util.concurrent.CompletableFuture";
    static final String COMPLETION_EXCEPTION = "java.util.concurrent.CompletionException";
    static final String EXECUTION_EXCEPTION = "java.util.concurrent.ExecutionException";
    private static final String STAGE = "java.util.concurrent.CompletionStage";
    private static final String FUTURE = "java.util.concurrent.Future";
    private static final String EXECUTOR = "java.util.concurrent.Executor";
    private static final List<String> CALLBACK_PREFIXES =
            List.of("then", "handle", "whenComplete", "exceptionally", "apply", "accept");
    private static final Set<String> STARTS =
            Set.of(
                    "supplyAsync",
                    "runAsync",
                    "completedFuture",
                    "failedFuture",
                    "completedStage",
                    "failedStage");

    private Futures() {}

    static boolean isCompletableFuture(@Nullable JavaType type) {
        return TypeUtils.isAssignableTo(COMPLETABLE_FUTURE, type);
    }

    static boolean isStage(@Nullable JavaType type) {
        return TypeUtils.isAssignableTo(STAGE, type);
    }

    /** A stage or a future; null and what could not be resolved are none. */
    static boolean isFuture(@Nullable JavaType type) {
        return isStage(type) || TypeUtils.isAssignableTo(FUTURE, type);
    }

    /** Also as an argument of a type, as in {@code List<CompletableFuture<T>>}. */
    static boolean mentionsStage(@Nullable JavaType type) {
        if (isStage(type)) {
            return true;
        }
        if (type instanceof JavaType.Array array) {
            return mentionsStage(array.getElemType());
        }
        return type instanceof JavaType.Parameterized parameterized
                && parameterized.getTypeParameters().stream().anyMatch(Futures::mentionsStage);
    }

    static boolean isStart(JavaType.@Nullable Method method) {
        return isStaticOfCompletableFuture(method, STARTS);
    }

    static boolean isCombination(JavaType.@Nullable Method method) {
        return isStaticOfCompletableFuture(method, Set.of("allOf", "anyOf"));
    }

    static boolean isTimeout(JavaType.@Nullable Method method) {
        return method != null
                && isCompletableFuture(method.getDeclaringType())
                && Set.of("orTimeout", "completeOnTimeout").contains(method.getName());
    }

    /**
     * Whether an expression has the type CompletableFuture itself and, as far as it shows, is not
     * made by a subclass: that may override {@code join}, and {@code newIncompleteFuture}.
     */
    static boolean isOfTheJdk(Expression stage) {
        if (isCompletableFuture(stage.getType())
                && !TypeUtils.isOfClassType(stage.getType(), COMPLETABLE_FUTURE)) {
            return false;
        }
        return switch (stage) {
            case J.Parentheses<?> inner ->
                    inner.getTree() instanceof Expression expression && isOfTheJdk(expression);
            case J.TypeCast cast ->
                    isCompletableFuture(cast.getType()) && isOfTheJdk(cast.getExpression());
            case J.NewClass made -> made.getBody() == null && isCompletableFuture(made.getType());
            case J.MethodInvocation call when isStage(call.getType()) ->
                    call.getSelect() == null || isOfTheJdk(call.getSelect());
            default -> true;
        };
    }

    /** {@code join()} of a CompletableFuture. */
    static boolean isJoin(JavaType.@Nullable Method method) {
        return method != null
                && method.getName().equals("join")
                && method.getParameterTypes().isEmpty()
                && TypeUtils.isOfClassType(method.getDeclaringType(), COMPLETABLE_FUTURE);
    }

    /** {@code get()} of a CompletableFuture, without a time-out. */
    static boolean isPlainGet(JavaType.@Nullable Method method) {
        return method != null
                && method.getName().equals("get")
                && method.getParameterTypes().isEmpty()
                && TypeUtils.isOfClassType(method.getDeclaringType(), COMPLETABLE_FUTURE);
    }

    /** {@code join} or any {@code get} of any future. */
    static boolean isWait(JavaType.@Nullable Method method) {
        return method != null
                && (method.getName().equals("get") || method.getName().equals("join"))
                && TypeUtils.isAssignableTo(FUTURE, method.getDeclaringType());
    }

    static boolean isAsyncWithoutExecutor(JavaType.@Nullable Method method) {
        return method != null
                && method.getName().endsWith("Async")
                && isStage(method.getDeclaringType())
                && method.getDeclaringType().getFullyQualifiedName().startsWith("java.util.")
                && method.getParameterTypes().stream()
                        .noneMatch(type -> TypeUtils.isOfClassType(type, EXECUTOR));
    }

    /** A method of a stage that takes what is to run after it. */
    static boolean isCallbackMethod(JavaType.@Nullable Method method) {
        return method != null
                && isStage(method.getDeclaringType())
                && (method.getName().startsWith("runAfter")
                        || CALLBACK_PREFIXES.stream().anyMatch(method.getName()::startsWith));
    }

    static boolean isExecutorMaker(JavaType.@Nullable Method method) {
        if (method == null) {
            return false;
        }
        String owner = method.getDeclaringType().getFullyQualifiedName();
        return (owner.equals("java.util.concurrent.Executors")
                        && method.getName().startsWith("new"))
                || (owner.equals("java.util.concurrent.ForkJoinPool")
                        && method.getName().equals("commonPool"));
    }

    static boolean isVirtualExecutorMaker(J expression) {
        return expression instanceof J.MethodInvocation call
                && isExecutorMaker(call.getMethodType())
                && call.getSimpleName().equals("newVirtualThreadPerTaskExecutor");
    }

    static boolean isThreadPool(@Nullable JavaType type) {
        return TypeUtils.isAssignableTo("java.util.concurrent.ThreadPoolExecutor", type)
                || TypeUtils.isAssignableTo("java.util.concurrent.ForkJoinPool", type);
    }

    private static boolean isStaticOfCompletableFuture(
            JavaType.@Nullable Method method, Set<String> names) {
        return method != null
                && names.contains(method.getName())
                && TypeUtils.isOfClassType(method.getDeclaringType(), COMPLETABLE_FUTURE);
    }
}
