package io.github.trunnion.rewrite;

import org.openrewrite.Cursor;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.JavaPrinter;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Collects the uses of one file, in the order of the file. */
final class UseFinder extends JavaIsoVisitor<List<UseFinder.Use>> {
    private static final int LONGEST_TEXT = 120;

    /**
     * A place.
     *
     * @param id of the tree
     */
    record Use(UUID id, UseKind kind, String className, String methodName, String text) {}

    private UseFinder() {}

    static List<Use> find(J.CompilationUnit file) {
        List<Use> uses = new ArrayList<>();
        new UseFinder().visit(file, uses);
        return uses;
    }

    /** The kinds of each tree. */
    static Map<UUID, Set<UseKind>> byTree(List<Use> uses) {
        Map<UUID, Set<UseKind>> kinds = new LinkedHashMap<>();
        for (Use use : uses) {
            kinds.computeIfAbsent(use.id(), id -> EnumSet.noneOf(UseKind.class)).add(use.kind());
        }
        return kinds;
    }

    @Override
    public J.NewClass visitNewClass(J.NewClass made, List<Use> uses) {
        if (Futures.isCompletableFuture(made.getType())) {
            add(uses, made, UseKind.CREATION);
        } else if (Futures.isThreadPool(made.getType())) {
            add(uses, made, UseKind.EXECUTOR);
        }
        if (isDropped() && Futures.isFuture(made.getType())) {
            add(uses, made, UseKind.DANGLING);
        }
        return super.visitNewClass(made, uses);
    }

    @Override
    public J.MethodInvocation visitMethodInvocation(J.MethodInvocation call, List<Use> uses) {
        JavaType.Method method = call.getMethodType();
        if (Futures.isStart(method)) {
            add(uses, call, UseKind.CREATION);
        }
        if (Futures.isExecutorMaker(method)) {
            add(uses, call, UseKind.EXECUTOR);
        }
        if (Futures.isAsyncWithoutExecutor(method)) {
            add(uses, call, UseKind.ASYNC_WITHOUT_EXECUTOR);
        }
        if (Futures.isWait(method)) {
            add(uses, call, isInCallback() ? UseKind.WAIT_IN_CALLBACK : UseKind.WAIT);
        }
        if (Futures.isTimeout(method)) {
            add(uses, call, UseKind.TIMEOUT);
        }
        if (Futures.isCombination(method)) {
            add(uses, call, UseKind.COMBINATION);
        }
        if (isDropped() && Futures.isFuture(call.getType())) {
            add(uses, call, UseKind.DANGLING);
        }
        return super.visitMethodInvocation(call, uses);
    }

    @Override
    public J.MemberReference visitMemberReference(J.MemberReference reference, List<Use> uses) {
        if (Futures.isWait(reference.getMethodType())) {
            add(uses, reference, isInCallback() ? UseKind.WAIT_IN_CALLBACK : UseKind.WAIT);
        }
        return super.visitMemberReference(reference, uses);
    }

    @Override
    public J.MethodDeclaration visitMethodDeclaration(J.MethodDeclaration method, List<Use> uses) {
        JavaType.Method type = method.getMethodType();
        if (type != null
                && isPublic(method)
                && (Futures.mentionsStage(type.getReturnType())
                        || type.getParameterTypes().stream().anyMatch(Futures::mentionsStage))) {
            String text =
                    method.withBody(null)
                            .withLeadingAnnotations(List.of())
                            .withPrefix(Space.EMPTY)
                            .printTrimmed(new JavaPrinter<>());
            add(uses, method.getName().getId(), UseKind.PUBLIC_SIGNATURE, text);
        }
        return super.visitMethodDeclaration(method, uses);
    }

    /** Whether others see it: it and the classes around it are public, or of an interface. */
    private boolean isPublic(J.MethodDeclaration method) {
        boolean isOpen = method.hasModifier(J.Modifier.Type.Public);
        for (Cursor c = getCursor().getParentTreeCursor();
                !(c.getValue() instanceof J.CompilationUnit);
                c = c.getParentTreeCursor()) {
            if (c.getValue() instanceof J.ClassDeclaration type) {
                boolean hasOpenMembers =
                        type.getKind() == J.ClassDeclaration.Kind.Type.Interface
                                && !method.hasModifier(J.Modifier.Type.Private);
                if (!isOpen && !hasOpenMembers) {
                    return false;
                }
                isOpen = type.hasModifier(J.Modifier.Type.Public);
            } else if (!(c.getValue() instanceof J.Block)) {
                return false; // in the body of something
            }
        }
        return isOpen;
    }

    /** Whether the value of the expression is used by nobody: it is a statement. */
    private boolean isDropped() {
        Object parent = getCursor().getParentTreeCursor().getValue();
        return parent instanceof J.Block
                || parent instanceof J.If
                || parent instanceof J.If.Else
                || parent instanceof J.Case
                || parent instanceof J.ForLoop
                || parent instanceof J.ForEachLoop
                || parent instanceof J.WhileLoop
                || parent instanceof J.DoWhileLoop;
    }

    private boolean isInCallback() {
        Cursor inner = getCursor();
        for (Cursor c = inner.getParentTreeCursor();
                !(c.getValue() instanceof J.CompilationUnit)
                        && !(c.getValue() instanceof J.MethodDeclaration);
                c = c.getParentTreeCursor()) {
            boolean isBody =
                    inner.getValue() instanceof J.Lambda
                            || inner.getValue() instanceof J.MemberReference;
            if (isBody
                    && c.getValue() instanceof J.MethodInvocation call
                    && Futures.isCallbackMethod(call.getMethodType())
                    && inner.getValue() != call.getSelect()) {
                return true;
            }
            inner = c;
        }
        return false;
    }

    private void add(List<Use> uses, Expression tree, UseKind kind) {
        add(uses, tree.getId(), kind, tree.toString());
    }

    private void add(List<Use> uses, UUID id, UseKind kind, String text) {
        uses.add(new Use(id, kind, className(), methodName(), shorten(text)));
    }

    private String className() {
        J.ClassDeclaration type = getCursor().firstEnclosing(J.ClassDeclaration.class);
        JavaType.FullyQualified name = type == null ? null : type.getType();
        return name == null ? "" : name.getFullyQualifiedName();
    }

    private String methodName() {
        J.MethodDeclaration method = getCursor().firstEnclosing(J.MethodDeclaration.class);
        return method == null ? "" : method.getSimpleName();
    }

    private static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT - 2) + " …";
    }
}
