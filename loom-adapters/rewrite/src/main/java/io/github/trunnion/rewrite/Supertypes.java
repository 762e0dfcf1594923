package io.github.trunnion.rewrite;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.JavaType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a class extends and implements. */
final class Supertypes {
    private Supertypes() {}

    /** All of them, without the class itself. */
    static List<JavaType.FullyQualified> of(JavaType.@Nullable FullyQualified type) {
        List<JavaType.FullyQualified> found = new ArrayList<>();
        if (type != null) {
            add(type, found, new HashSet<>());
        }
        return found;
    }

    private static void add(
            JavaType.FullyQualified type, List<JavaType.FullyQualified> found, Set<String> names) {
        List<JavaType.FullyQualified> parents = new ArrayList<>(type.getInterfaces());
        if (type.getSupertype() != null) {
            parents.add(type.getSupertype());
        }
        for (JavaType.FullyQualified parent : parents) {
            if (names.add(parent.getFullyQualifiedName())) {
                found.add(parent);
                add(parent, found, names);
            }
        }
    }
}
