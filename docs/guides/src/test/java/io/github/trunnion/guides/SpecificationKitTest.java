package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The specification tells which class of the kit checks which rule, and none has been forgotten.
 */
class SpecificationKitTest {
    private static final List<String> KINDS =
            List.of("RequiredRule", "OptionalRule", "UntestedRule");
    private static final Pattern NAME = Pattern.compile("([a-z]{1,2})(\\d\\d)_\\w+");
    private static final Pattern TABLE =
            Pattern.compile("(?<=<!-- kit -->\n).*?(?=<!-- end of kit -->)", Pattern.DOTALL);

    private final Path root = Repository.root();
    private final Path file = root.resolve("docs/specification.md");
    private final String specification = Repository.read(file);
    private final Map<String, Map<String, Set<String>>> kit = kit();

    @Test
    void the_kit_names_each_rule_that_binds_an_implementation() {
        Set<String> named = new TreeSet<>();
        kit.values().forEach(kinds -> kinds.values().forEach(named::addAll));
        Set<String> defined = RuleTests.ids(specification);
        Set<String> binding = new TreeSet<>(defined);
        binding.removeIf(id -> !id.matches("[fwche]\\d\\d"));
        Set<String> forgotten = new TreeSet<>(binding);
        forgotten.removeAll(named);
        named.removeAll(defined);
        assertTrue(binding.size() >= 44, "rules are not recognised: " + binding);

        assertEquals(Set.of(), forgotten, "in no verification, not even as untested");
        assertEquals(Set.of(), named, "in a verification, but not in the specification");
    }

    @Test
    void the_table_is_that_of_the_kit() throws IOException {
        StringBuilder table = new StringBuilder();
        table.append("| class | required | optional | untested |\n|---|---|---|---|\n");
        kit.forEach(
                (name, kinds) -> {
                    table.append("| `").append(name).append("` |");
                    for (String kind : KINDS) {
                        table.append(' ').append(String.join(", ", kinds.get(kind))).append(" |");
                    }
                    table.append('\n');
                });
        Matcher held = TABLE.matcher(specification);
        assertTrue(held.find(), "no table between the comments of the kit");
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(file, held.replaceFirst(Matcher.quoteReplacement(table.toString())));
            return;
        }
        assertEquals(table.toString(), held.group(), "-Dsnippets=apply writes it anew");
    }

    /** By class of the kit: the ids of its rules, each where it is checked best. */
    private Map<String, Map<String, Set<String>>> kit() {
        Map<String, Map<String, Set<String>>> found = new TreeMap<>();
        for (CompilationUnitTree unit :
                Sources.parse(
                        Repository.javaFiles(root.resolve("compat-tests/tck"), "src/main/java/"))) {
            String name = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
            List<String> seen = new ArrayList<>();
            Map<String, Set<String>> kinds = new TreeMap<>();
            KINDS.forEach(kind -> kinds.put(kind, new TreeSet<>()));
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void none) {
                    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
                        Set<String> ids = kinds.get(annotation.getAnnotationType().toString());
                        if (ids != null) {
                            Matcher id = NAME.matcher(method.getName());
                            assertTrue(id.matches(), method.getName() + " does not name a rule");
                            ids.add(id.group(1) + id.group(2));
                            seen.add(method.getName().toString());
                        }
                    }
                    return super.visitMethod(method, none);
                }
            }.scan(unit, null);
            kinds.get("OptionalRule").removeAll(kinds.get("RequiredRule"));
            kinds.get("UntestedRule").removeAll(kinds.get("RequiredRule"));
            kinds.get("UntestedRule").removeAll(kinds.get("OptionalRule"));
            if (!seen.isEmpty()) {
                found.put(name.replace(".java", ""), kinds);
            }
        }
        assertTrue(!found.isEmpty(), "no verification is recognised");
        return found;
    }
}
