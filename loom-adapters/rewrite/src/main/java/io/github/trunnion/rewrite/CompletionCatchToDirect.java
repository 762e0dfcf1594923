package io.github.trunnion.rewrite;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.openrewrite.Cursor;
import org.openrewrite.ExecutionContext;
import org.openrewrite.ScanningRecipe;
import org.openrewrite.Tree;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JLeftPadded;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.marker.Markers;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code join()} in a try that tests the cause of the {@code CompletionException} becomes an
 * await, and the tests become clauses that catch what they test for.
 *
 * <p>Only where the try does nothing but join a variable, and the clause nothing but tests and a
 * last {@code throw e}; otherwise as {@link JoinToAwait}.
 */
public final class CompletionCatchToDirect extends ScanningRecipe<MigrationScan> {
    /** Makes the recipe. */
    public CompletionCatchToDirect() {}

    @Override
    public String getDisplayName() {
        return "Catch what a stage failed with in place of `CompletionException`";
    }

    @Override
    public String getDescription() {
        return "A `try` around one `join()` of a variable, whose clause tests the cause by"
                + " `instanceof` and ends with `throw e`, becomes an await; what is only thrown on"
                + " needs no clause any more, other tests become clauses of their own. What"
                + " changes, beside what `JoinToAwait` says: the exception is a copy whose cause is"
                + " the original; a failure in more than one wrapper is found as well; a failure"
                + " that no test names arrives without its wrapper.";
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
            public J visitTry(J.Try guarded, ExecutionContext ctx) {
                J visited = super.visitTry(guarded, ctx);
                if (!(visited instanceof J.Try whole)
                        || !mayAwait(getCursor(), acc.handlers())
                        || whole.getResources() != null
                        || whole.getFinally() != null
                        || whole.getCatches().size() != 1
                        || Names.hasComments(whole.withPrefix(Space.EMPTY))) {
                    return visited;
                }
                Ladder ladder = Ladder.of(whole.getCatches().getFirst());
                Statement awaiting = ladder == null ? null : await(whole.getBody(), ladder);
                if (ladder == null || awaiting == null) {
                    return visited;
                }
                J.CompilationUnit file = getCursor().firstEnclosingOrThrow(J.CompilationUnit.class);
                maybeAddImport(LoomCalls.AWAIT);
                if (Names.imports(file, Futures.COMPLETION_EXCEPTION)) {
                    maybeRemoveImport(Futures.COMPLETION_EXCEPTION);
                }
                if (ladder.handlers().isEmpty()) {
                    return awaiting.withPrefix(whole.getPrefix());
                }
                J.Try direct =
                        whole.withBody(whole.getBody().withStatements(List.of(awaiting)))
                                .withCatches(clauses(whole.getCatches().getFirst(), ladder));
                return autoFormat(direct, ctx, getCursor().getParentTreeCursor());
            }
        };
    }

    private static boolean mayAwait(Cursor at, Handlers handlers) {
        return Exits.allowAwaitForJoin(at)
                && !JoinToAwait.isHandled(at, handlers)
                && !LoomCalls.isTaken(
                        at.firstEnclosingOrThrow(J.CompilationUnit.class),
                        LoomCalls.AWAIT,
                        handlers);
    }

    /** The only statement with its join replaced, or null if it is another one. */
    private static @Nullable Statement await(J.Block body, Ladder ladder) {
        if (body.getStatements().size() != 1) {
            return null;
        }
        Statement only = body.getStatements().getFirst();
        if (only instanceof J.Return returned) {
            Expression await = await(returned.getExpression(), ladder);
            return await == null ? null : returned.withExpression(await);
        }
        if (only instanceof J.Assignment assignment) {
            Expression await = await(assignment.getAssignment(), ladder);
            return await == null || !(assignment.getVariable() instanceof J.Identifier)
                    ? null
                    : assignment.withAssignment(await);
        }
        return only instanceof J.MethodInvocation call ? await(call, ladder) : null;
    }

    private static J.@Nullable MethodInvocation await(
            @Nullable Expression expression, Ladder ladder) {
        if (!(expression instanceof J.MethodInvocation join)
                || !Futures.isJoin(join.getMethodType())
                || !isVariable(join.getSelect())
                || !JoinToAwait.isPlainStage(join.getSelect())) {
            return null;
        }
        List<Expression> declared = new ArrayList<>();
        ladder.checked().forEach(rung -> declared.add(classOf(rung.type())));
        return LoomCalls.await(requireNonNull(join.getSelect()), declared, join.getType())
                .withPrefix(join.getPrefix());
    }

    /** What evaluating throws nothing. */
    private static boolean isVariable(@Nullable Expression stage) {
        return stage instanceof J.Identifier
                || (stage instanceof J.FieldAccess field
                        && field.getTarget() instanceof J.Identifier self
                        && self.getSimpleName().equals("this"));
    }

    private static Expression classOf(TypeTree type) {
        JavaType.Class ofClass = JavaType.ShallowClass.build("java.lang.Class");
        return new J.FieldAccess(
                Tree.randomId(),
                Space.EMPTY,
                Markers.EMPTY,
                ((Expression) type).withPrefix(Space.EMPTY),
                JLeftPadded.build(
                        new J.Identifier(
                                Tree.randomId(),
                                Space.EMPTY,
                                Markers.EMPTY,
                                List.of(),
                                "class",
                                ofClass,
                                null)),
                ofClass);
    }

    private static List<J.Try.Catch> clauses(J.Try.Catch old, Ladder ladder) {
        List<J.Try.Catch> clauses = new ArrayList<>();
        for (Ladder.Rung rung : ladder.handlers()) {
            J.VariableDeclarations parameter = old.getParameter().getTree();
            J.VariableDeclarations.NamedVariable variable = parameter.getVariables().getFirst();
            J.Identifier name = requireNonNull(rung.name());
            J.VariableDeclarations caught =
                    parameter
                            .withId(Tree.randomId())
                            .withModifiers(List.of()) // the pattern had none
                            .withTypeExpression(rung.type().withPrefix(Space.EMPTY))
                            .withVariables(
                                    List.of(
                                            variable.withId(Tree.randomId())
                                                    .withVariableType(name.getFieldType())
                                                    .withName(name.withPrefix(Space.EMPTY))));
            clauses.add(
                    old.withId(Tree.randomId())
                            .withParameter(old.getParameter().withTree(caught))
                            .withBody(block(rung.body())));
        }
        return clauses;
    }

    private static J.Block block(Statement body) {
        if (body instanceof J.Block block) {
            return block.withPrefix(Space.SINGLE_SPACE);
        }
        return new J.Block(
                Tree.randomId(),
                Space.SINGLE_SPACE,
                Markers.EMPTY,
                JRightPadded.build(false),
                List.of(JRightPadded.build(body)),
                Space.format("\n"));
    }
}
