package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.ExecutionContext;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The methods whose failures somebody in the sources takes, or takes out of their wrappers. */
final class Handlers {
    /*
     * Overview: a join throws CompletionException, an await what is in it, and a caller far away
     * may count on the wrapper, or not on what is in it. Which method a call reaches is not known
     * for certain, so methods are told apart by name and number of parameters only, constructors
     * by name: every method of that name is taken to be called. Calls in a try whose catch clauses
     * take anything unchecked, or look for a wrapper, are where the search begins; it follows the
     * calls of the methods of the sources. Who runs a lambda is not known at all, nor who calls
     * what overrides a method of a library: their failures, and those of what they call, may
     * arrive anywhere, so they count as handled if there is one handler. What is found too much is
     * only not rewritten.
     */

    private final Map<String, Set<String>> callsOf = new HashMap<>();
    private final Set<String> guarded = new HashSet<>();
    private final Set<String> escaping = new HashSet<>();
    private final Map<String, Set<String>> overriddenIn = new HashMap<>();
    private final Set<String> declared = new HashSet<>();
    private boolean areAnywhere;
    private boolean isClosed;

    /** Whether a failure of this method may meet a handler. */
    boolean isHandled(J.MethodDeclaration method) {
        close();
        return guarded.contains(key(method));
    }

    /** Whether anything in the sources takes unchecked exceptions or looks for a wrapper. */
    boolean areAnywhere() {
        return areAnywhere;
    }

    /** Whether the sources declare a class of this name, as the types of OpenRewrite have it. */
    boolean areDeclaring(String type) {
        return declared.contains(type);
    }

    private void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (areAnywhere) {
            guarded.addAll(escaping);
            overriddenIn.forEach(
                    (method, types) -> {
                        if (!declared.containsAll(types)) {
                            guarded.add(method);
                        }
                    });
        }
        Deque<String> open = new ArrayDeque<>(guarded);
        while (!open.isEmpty()) {
            for (String called : callsOf.getOrDefault(open.pop(), Set.of())) {
                if (callsOf.containsKey(called) && guarded.add(called)) {
                    open.push(called);
                }
            }
        }
    }

    private static String key(J.MethodDeclaration method) {
        return method.isConstructor()
                ? maker(method.getSimpleName())
                : key(method.getSimpleName(), parametersOf(method));
    }

    private static int parametersOf(J.MethodDeclaration method) {
        return (int) method.getParameters().stream().filter(p -> !(p instanceof J.Empty)).count();
    }

    private static String key(String name, int parameters) {
        return name + "/" + parameters;
    }

    /** The key of all constructors of a class, and of what its initializers do. */
    private static String maker(String simpleName) {
        return simpleName + "/new";
    }

    /** A visitor that collects; it changes nothing. */
    JavaIsoVisitor<ExecutionContext> scanner() {
        return new Scanner();
    }

    private final class Scanner extends JavaIsoVisitor<ExecutionContext> {
        @Override
        public J.CompilationUnit visitCompilationUnit(
                J.CompilationUnit file, ExecutionContext ctx) {
            areAnywhere |=
                    file.getTypesInUse().getTypesInUse().stream().anyMatch(type -> isWrapper(type));
            return super.visitCompilationUnit(file, ctx);
        }

        @Override
        public J.ClassDeclaration visitClassDeclaration(
                J.ClassDeclaration type, ExecutionContext ctx) {
            if (type.getType() != null) {
                declared.add(type.getType().getFullyQualifiedName());
            }
            Set<String> calls = callsOf(maker(type.getSimpleName()));
            JavaType.FullyQualified parent =
                    type.getExtends() == null
                            ? null
                            : TypeUtils.asFullyQualified(type.getExtends().getType());
            if (parent != null) {
                calls.add(maker(simpleName(parent)));
            }
            return super.visitClassDeclaration(type, ctx);
        }

        @Override
        public J.MethodDeclaration visitMethodDeclaration(
                J.MethodDeclaration method, ExecutionContext ctx) {
            callsOf(key(method));
            JavaType.Method type = method.getMethodType();
            if (type != null && !method.isConstructor()) {
                for (JavaType.FullyQualified parent : Supertypes.of(type.getDeclaringType())) {
                    if (declares(parent, key(method))) {
                        overriddenIn
                                .computeIfAbsent(key(method), k -> new HashSet<>())
                                .add(parent.getFullyQualifiedName());
                    }
                }
            }
            return super.visitMethodDeclaration(method, ctx);
        }

        /** An unknown type may declare everything. */
        private boolean declares(JavaType.FullyQualified type, String key) {
            return type instanceof JavaType.Unknown
                    || type.getMethods().stream()
                            .anyMatch(
                                    one ->
                                            key(one.getName(), one.getParameterTypes().size())
                                                    .equals(key));
        }

        @Override
        public J.Try visitTry(J.Try guard, ExecutionContext ctx) {
            areAnywhere |= isHandler(guard);
            if (guard.getResources() != null) {
                called(key("close", 0));
            }
            return super.visitTry(guard, ctx);
        }

        @Override
        public J.MethodInvocation visitMethodInvocation(
                J.MethodInvocation call, ExecutionContext ctx) {
            areAnywhere |= asksForCauses(call.getSimpleName());
            called(key(call.getSimpleName(), parametersOf(call)));
            return super.visitMethodInvocation(call, ctx);
        }

        private int parametersOf(J.MethodInvocation call) {
            if (call.getMethodType() != null) {
                return call.getMethodType().getParameterTypes().size();
            }
            List<Expression> arguments = call.getArguments();
            return (int) arguments.stream().filter(one -> !(one instanceof J.Empty)).count();
        }

        @Override
        public J.NewClass visitNewClass(J.NewClass made, ExecutionContext ctx) {
            calledMaker(made.getType());
            if (made.getClazz() != null) {
                calledMaker(made.getClazz().getType()); // the superclass, if it has a body
            }
            return super.visitNewClass(made, ctx);
        }

        private void calledMaker(@Nullable JavaType made) {
            JavaType.FullyQualified type = TypeUtils.asFullyQualified(made);
            if (type != null) {
                called(maker(simpleName(type)));
            }
        }

        @Override
        public J.MemberReference visitMemberReference(
                J.MemberReference reference, ExecutionContext ctx) {
            JavaType.Method type = reference.getMethodType();
            String name = reference.getReference().getSimpleName();
            areAnywhere |= asksForCauses(name);
            if (type != null) {
                String key =
                        name.equals("new")
                                ? maker(simpleName(type.getDeclaringType()))
                                : key(name, type.getParameterTypes().size());
                called(key);
                escaping.add(key);
            }
            return super.visitMemberReference(reference, ctx);
        }

        private void called(String key) {
            Cursor caller =
                    getCursor()
                            .dropParentUntil(
                                    at ->
                                            at instanceof J.MethodDeclaration
                                                    || at instanceof J.ClassDeclaration
                                                    || at.equals(Cursor.ROOT_VALUE));
            if (caller.getValue() instanceof J.MethodDeclaration method) {
                callsOf(key(method)).add(key);
            } else if (caller.getValue() instanceof J.ClassDeclaration type) {
                callsOf(maker(type.getSimpleName())).add(key);
            }
            if (isIn(J.Lambda.class)) {
                escaping.add(key);
            }
            if (isInHandler()) {
                guarded.add(key);
            }
        }

        private Set<String> callsOf(String key) {
            return callsOf.computeIfAbsent(key, k -> new HashSet<>());
        }

        private boolean isIn(Class<?> kind) {
            return getCursor().getPathAsStream(kind::isInstance).findAny().isPresent();
        }

        /** Also from inside a lambda, which may run there. */
        private boolean isInHandler() {
            return getCursor()
                    .getPathAsStream(J.Try.class::isInstance)
                    .anyMatch(guard -> isHandler((J.Try) guard));
        }
    }

    /** Whether a catch clause takes a wrapper or anything unchecked, or asks for causes. */
    private static boolean isHandler(J.Try guard) {
        return Exits.caughtTypes(guard).stream().anyMatch(Exits::mayTakeFailures)
                || guard.getCatches().stream().anyMatch(Handlers::looksInside);
    }

    private static boolean isWrapper(@Nullable JavaType type) {
        return TypeUtils.isOfClassType(type, Futures.COMPLETION_EXCEPTION)
                || TypeUtils.isOfClassType(type, Futures.EXECUTION_EXCEPTION);
    }

    /** By {@code getCause}, and by what assertions and utilities name like it. */
    private static boolean asksForCauses(String method) {
        return method.toLowerCase(Locale.ROOT).contains("cause");
    }

    private static boolean looksInside(J.Try.Catch clause) {
        boolean[] found = new boolean[1];
        new JavaIsoVisitor<boolean[]>() {
            @Override
            public J.MethodInvocation visitMethodInvocation(
                    J.MethodInvocation call, boolean[] isFound) {
                isFound[0] |= asksForCauses(call.getSimpleName());
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
