package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

/** Which expressions are an executor with a new virtual thread for each task. */
final class VirtualExecutors {
    /*
     * Overview: without data flow a variable is proved by its name. It is the only one of that
     * name in the file, its declaration makes the executor, and nothing is ever assigned to that
     * name; a field is final besides, and belongs to the class that the use means.
     */

    private VirtualExecutors() {}

    /** Whether it is made right here. */
    static boolean isMadeHere(Expression executor) {
        return Futures.isVirtualExecutorMaker(executor);
    }

    /** Whether a variable of this file holds one from its declaration on. */
    static boolean isHeldBy(Expression executor, J.CompilationUnit file) {
        J.Identifier name = variable(executor);
        if (name == null || name.getFieldType() == null) {
            return false;
        }
        Declarations declarations = new Declarations(name.getSimpleName());
        declarations.visit(file, 0);
        return declarations.count == 1
                && !declarations.isAssigned
                && declarations.isMaker
                && TypeUtils.isOfType(declarations.owner, name.getFieldType().getOwner());
    }

    private static J.@Nullable Identifier variable(Expression executor) {
        if (executor instanceof J.Identifier name) {
            return name;
        }
        return executor instanceof J.FieldAccess field
                        && field.getTarget() instanceof J.Identifier self
                        && self.getSimpleName().equals("this")
                ? field.getName()
                : null;
    }

    private static final class Declarations extends JavaIsoVisitor<Integer> {
        private final String name;
        private int count;
        private boolean isMaker;
        private boolean isAssigned;
        private @Nullable JavaType owner;

        Declarations(String name) {
            this.name = name;
        }

        @Override
        public J.VariableDeclarations visitVariableDeclarations(
                J.VariableDeclarations declared, Integer none) {
            for (J.VariableDeclarations.NamedVariable variable : declared.getVariables()) {
                if (variable.getSimpleName().equals(name)) {
                    count++;
                    owner = ownerOf(variable);
                    isMaker =
                            variable.getInitializer() != null
                                    && isMadeHere(variable.getInitializer())
                                    && (owner instanceof JavaType.Method
                                            || declared.hasModifier(J.Modifier.Type.Final));
                }
            }
            return super.visitVariableDeclarations(declared, none);
        }

        private static @Nullable JavaType ownerOf(J.VariableDeclarations.NamedVariable variable) {
            JavaType.Variable type = variable.getVariableType();
            return type == null ? null : type.getOwner();
        }

        @Override
        public J.InstanceOf visitInstanceOf(J.InstanceOf test, Integer none) {
            if (test.getPattern() instanceof J.Identifier bound
                    && bound.getSimpleName().equals(name)) {
                count++;
            }
            return super.visitInstanceOf(test, none);
        }

        @Override
        public J.Assignment visitAssignment(J.Assignment assignment, Integer none) {
            Expression target = assignment.getVariable();
            isAssigned |=
                    (target instanceof J.Identifier variable
                                    && variable.getSimpleName().equals(name))
                            || (target instanceof J.FieldAccess field
                                    && field.getSimpleName().equals(name));
            return super.visitAssignment(assignment, none);
        }
    }
}
