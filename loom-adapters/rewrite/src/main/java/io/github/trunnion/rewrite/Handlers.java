package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The methods whose failures somebody in the sources takes out of their wrappers. */
final class Handlers {
    /*
     * Overview: a join throws CompletionException, an await what is in it, and a caller far away
     * may count on the wrapper. Which method a call reaches is not known for certain, so methods
     * are told apart by name and number of parameters only: every method of that name is taken to
     * be called. Calls in a try whose catch clauses look for a wrapper are where the search
     * begins; it follows the calls of the methods of the sources. What is found too much is only
     * not rewritten.
     */

    private final Map<String, Set<String>> callsOf = new HashMap<>();
    private final Set<String> guarded = new HashSet<>();
    private final Set<String> wrapperFiles = new HashSet<>();
    private boolean isClosed;

    /** Whether a failure of this method may meet a handler of wrappers. */
    boolean isHandled(J.MethodDeclaration method) {
        close();
        return guarded.contains(key(method.getSimpleName(), parametersOf(method)));
    }

    /** Whether anything in this file looks for a wrapper. */
    boolean looksForWrappers(J.CompilationUnit file) {
        return wrapperFiles.contains(file.getSourcePath().toString());
    }

    private void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Deque<String> open = new ArrayDeque<>(guarded);
        while (!open.isEmpty()) {
            for (String called : callsOf.getOrDefault(open.pop(), Set.of())) {
                if (callsOf.containsKey(called) && guarded.add(called)) {
                    open.push(called);
                }
            }
        }
    }

    private static int parametersOf(J.MethodDeclaration method) {
        return (int) method.getParameters().stream().filter(p -> !(p instanceof J.Empty)).count();
    }

    private static String key(String name, int parameters) {
        return name + "/" + parameters;
    }

    /** A visitor that collects; it changes nothing. */
    JavaIsoVisitor<ExecutionContext> scanner() {
        return new Scanner();
    }

    private final class Scanner extends JavaIsoVisitor<ExecutionContext> {
        @Override
        public J.CompilationUnit visitCompilationUnit(
                J.CompilationUnit file, ExecutionContext ctx) {
            boolean isLooked =
                    file.getTypesInUse().getTypesInUse().stream().anyMatch(type -> isWrapper(type));
            if (isLooked) {
                wrapperFiles.add(file.getSourcePath().toString());
            }
            return super.visitCompilationUnit(file, ctx);
        }

        @Override
        public J.MethodDeclaration visitMethodDeclaration(
                J.MethodDeclaration method, ExecutionContext ctx) {
            callsOf.computeIfAbsent(
                    key(method.getSimpleName(), parametersOf(method)), k -> new HashSet<>());
            return super.visitMethodDeclaration(method, ctx);
        }

        @Override
        public J.MethodInvocation visitMethodInvocation(
                J.MethodInvocation call, ExecutionContext ctx) {
            called(call.getSimpleName(), call.getMethodType(), call.getArguments().size());
            return super.visitMethodInvocation(call, ctx);
        }

        @Override
        public J.NewClass visitNewClass(J.NewClass made, ExecutionContext ctx) {
            JavaType.FullyQualified type = TypeUtils.asFullyQualified(made.getType());
            if (type != null) {
                called(simpleName(type), made.getMethodType(), made.getArguments().size());
            }
            return super.visitNewClass(made, ctx);
        }

        @Override
        public J.MemberReference visitMemberReference(
                J.MemberReference reference, ExecutionContext ctx) {
            JavaType.Method type = reference.getMethodType();
            if (type != null) {
                called(type.getName(), type, 0);
            }
            return super.visitMemberReference(reference, ctx);
        }

        private void called(String name, JavaType.@Nullable Method type, int arguments) {
            String key = key(name, type == null ? arguments : type.getParameterTypes().size());
            J.MethodDeclaration caller = getCursor().firstEnclosing(J.MethodDeclaration.class);
            if (caller != null) {
                callsOf.computeIfAbsent(
                                key(caller.getSimpleName(), parametersOf(caller)),
                                k -> new HashSet<>())
                        .add(key);
            }
            if (isInHandler()) {
                guarded.add(key);
            }
        }

        /** Also from inside a lambda, which may run there. */
        private boolean isInHandler() {
            return getCursor()
                    .getPathAsStream(J.Try.class::isInstance)
                    .anyMatch(guard -> handlesWrappers((J.Try) guard));
        }
    }

    /** Whether a catch clause takes a wrapper, or looks into what it takes. */
    private static boolean handlesWrappers(J.Try guard) {
        return Exits.caughtTypes(guard).stream().anyMatch(Handlers::isWrapper)
                || guard.getCatches().stream().anyMatch(Handlers::looksInside);
    }

    private static boolean isWrapper(@Nullable JavaType type) {
        return TypeUtils.isOfClassType(type, Futures.COMPLETION_EXCEPTION)
                || TypeUtils.isOfClassType(type, Futures.EXECUTION_EXCEPTION);
    }

    private static boolean looksInside(J.Try.Catch clause) {
        boolean[] found = new boolean[1];
        new JavaIsoVisitor<boolean[]>() {
            @Override
            public J.MethodInvocation visitMethodInvocation(
                    J.MethodInvocation call, boolean[] isFound) {
                isFound[0] |= call.getSimpleName().equals("getCause");
                return super.visitMethodInvocation(call, isFound);
            }

            @Override
            public J.Identifier visitIdentifier(J.Identifier name, boolean[] isFound) {
                isFound[0] |= isWrapper(name.getType());
                return name;
            }
        }.visit(clause.getBody(), found);
        return found[0];
    }

    private static String simpleName(JavaType.FullyQualified type) {
        String name = type.getClassName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
