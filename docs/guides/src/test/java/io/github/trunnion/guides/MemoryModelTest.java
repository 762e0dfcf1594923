package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.lang.model.element.Modifier;

/** Each volatile field is explained, and each field that is explained exists. */
class MemoryModelTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+\\.[A-Za-z]+)` \\|");

    @Test
    void fields_and_table_agree() {
        Path repository = Repository.root();
        Set<String> rows = new TreeSet<>();
        Matcher row = ROW.matcher(Repository.read(repository.resolve("docs/memory-model.md")));
        while (row.find()) {
            assertTrue(rows.add(row.group(1)), () -> "Two rows: " + row.group(1));
        }
        Set<String> all = new TreeSet<>();
        Set<String> unexplained = new TreeSet<>();
        for (String module : new String[] {"futures", "bridge", "loom-adapters"}) {
            fields(repository.resolve(module), all, unexplained);
        }
        assertTrue(unexplained.size() > 20, "volatile fields are not recognised");

        unexplained.removeAll(rows);
        rows.removeAll(all);
        assertEquals(Set.of(), unexplained, "Volatile, but not in docs/memory-model.md");
        assertEquals(Set.of(), rows, "In docs/memory-model.md, but no field");
    }

    private static void fields(Path module, Set<String> all, Set<String> shared) {
        for (CompilationUnitTree unit :
                Sources.parse(Repository.javaFiles(module, "src/main/java/"))) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void none) {
                    for (Tree member : type.getMembers()) {
                        if (member instanceof VariableTree field) {
                            String name = type.getSimpleName() + "." + field.getName();
                            all.add(name);
                            if (field.getModifiers().getFlags().contains(Modifier.VOLATILE)) {
                                shared.add(name);
                            }
                        }
                    }
                    return super.visitClass(type, none);
                }
            }.scan(unit, null);
        }
    }
}
