package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks for names, calls and comments in trees. */
final class Names {
    private Names() {}

    /** Whether a simple name stands for anything but this class in the file. */
    static boolean meansOther(J.CompilationUnit file, String simple, String fullName) {
        return new Search() {
            @Override
            public J.Package visitPackage(J.Package name, Integer none) {
                return name;
            }

            @Override
            public J.Import visitImport(J.Import name, Integer none) {
                return name;
            }

            @Override
            public J.Identifier visitIdentifier(J.Identifier name, Integer none) {
                boolean isOurs =
                        name.getFieldType() == null
                                && TypeUtils.isOfClassType(name.getType(), fullName);
                found |= name.getSimpleName().equals(simple) && !isOurs;
                return name;
            }

            @Override
            public J.VariableDeclarations.NamedVariable visitVariable(
                    J.VariableDeclarations.NamedVariable variable, Integer none) {
                found |= variable.getSimpleName().equals(simple);
                return super.visitVariable(variable, none);
            }

            @Override
            public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration type, Integer none) {
                found |= type.getSimpleName().equals(simple);
                return super.visitClassDeclaration(type, none);
            }
        }.in(file);
    }

    /** Those of all classes of the file, also of the ones without a name. */
    static List<JavaType.FullyQualified> supertypes(J.CompilationUnit file) {
        List<JavaType.FullyQualified> all = new ArrayList<>();
        new Search() {
            @Override
            public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration type, Integer none) {
                all.addAll(Supertypes.of(type.getType()));
                return super.visitClassDeclaration(type, none);
            }

            @Override
            public J.NewClass visitNewClass(J.NewClass made, Integer none) {
                JavaType.FullyQualified type =
                        made.getBody() == null || made.getClazz() == null
                                ? null
                                : TypeUtils.asFullyQualified(made.getClazz().getType());
                if (type != null) {
                    all.add(type);
                    all.addAll(Supertypes.of(type));
                }
                return super.visitNewClass(made, none);
            }
        }.in(file);
        return all;
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
