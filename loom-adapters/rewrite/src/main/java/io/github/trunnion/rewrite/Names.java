package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Space;

import java.util.Set;

/** Looks for names, calls and comments in trees. */
final class Names {
    private Names() {}

    /** Whether a class of this simple name is declared anywhere in the file. */
    static boolean declaresType(J.CompilationUnit file, String simple) {
        return new Search() {
            @Override
            public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration type, Integer none) {
                found |= type.getSimpleName().equals(simple);
                return super.visitClassDeclaration(type, none);
            }

            @Override
            public J.TypeParameter visitTypeParameter(J.TypeParameter type, Integer none) {
                found |= type.getName().toString().equals(simple);
                return super.visitTypeParameter(type, none);
            }
        }.in(file);
    }

    /** Whether the file imports a class by its name, not by that of its package. */
    static boolean imports(J.CompilationUnit file, String type) {
        return file.getImports().stream()
                .anyMatch(one -> !one.isStatic() && one.getTypeName().equals(type));
    }

    /** Whether an identifier of this name is used. */
    static boolean uses(J tree, String name) {
        return new Search() {
            @Override
            public J.Identifier visitIdentifier(J.Identifier identifier, Integer none) {
                found |= identifier.getSimpleName().equals(name);
                return identifier;
            }
        }.in(tree);
    }

    /** Whether a method of one of these names is called, on whatever. */
    static boolean calls(J tree, Set<String> methods) {
        return new Search() {
            @Override
            public J.MethodInvocation visitMethodInvocation(J.MethodInvocation call, Integer none) {
                found |= methods.contains(call.getSimpleName());
                return super.visitMethodInvocation(call, none);
            }
        }.in(tree);
    }

    /** Whether anything is compared by {@code ==} or {@code !=}. */
    static boolean compares(J tree) {
        return new Search() {
            @Override
            public J.Binary visitBinary(J.Binary binary, Integer none) {
                found |=
                        binary.getOperator() == J.Binary.Type.Equal
                                || binary.getOperator() == J.Binary.Type.NotEqual;
                return super.visitBinary(binary, none);
            }
        }.in(tree);
    }

    /** Whether there is a comment inside. */
    static boolean hasComments(J tree) {
        return new Search() {
            @Override
            public Space visitSpace(@Nullable Space space, Space.Location location, Integer none) {
                Space seen = space == null ? Space.EMPTY : space;
                found |= !seen.getComments().isEmpty();
                return seen;
            }
        }.in(tree);
    }

    private abstract static class Search extends JavaIsoVisitor<Integer> {
        boolean found;

        final boolean in(J tree) {
            visit(tree, 0);
            return found;
        }
    }
}
