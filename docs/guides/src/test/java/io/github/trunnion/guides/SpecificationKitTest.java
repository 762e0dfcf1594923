package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** By verification: the ids of its rules, inherited ones too, each where it is checked best. */
    private Map<String, Map<String, Set<String>>> kit() {
        Map<String, Map<String, Set<String>>> own = new TreeMap<>();
        Map<String, String> parents = new TreeMap<>();
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = type.getSimpleName().toString();
                own.put(name, empty());
                if (type.getExtendsClause() != null) {
                    parents.put(name, type.getExtendsClause().toString().replaceAll("<.*", ""));
                }
                return super.visitClass(type, name);
            }

            @Override
            public Void visitMethod(MethodTree method, String type) {
                for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
                    Set<String> ids = own.get(type).get(annotation.getAnnotationType().toString());
                    Matcher id = NAME.matcher(method.getName());
                    if (ids != null && id.matches()) { // others check the subclass, not a rule
                        ids.add(id.group(1) + id.group(2));
                    }
                }
                return super.visitMethod(method, type);
            }
        }.scan(
                Sources.parse(
                        Repository.javaFiles(root.resolve("compat-tests/tck"), "src/main/java/")),
                "");
        Map<String, Map<String, Set<String>>> found = new TreeMap<>();
        for (String name : own.keySet()) {
            if (name.endsWith("Verification") && parents.containsKey(name)) {
                Map<String, Set<String>> all = empty();
                for (String type = name; own.containsKey(type); type = parents.get(type)) {
                    own.get(type).forEach((kind, ids) -> all.get(kind).addAll(ids));
                    if (!parents.containsKey(type)) {
                        break;
                    }
                }
                all.get("OptionalRule").removeAll(all.get("RequiredRule"));
                all.get("UntestedRule").removeAll(all.get("RequiredRule"));
                all.get("UntestedRule").removeAll(all.get("OptionalRule"));
                found.put(name, all);
            }
        }
        assertTrue(found.size() >= 5, "verifications are not recognised: " + found.keySet());
        return found;
    }

    private static Map<String, Set<String>> empty() {
        Map<String, Set<String>> kinds = new TreeMap<>();
        KINDS.forEach(kind -> kinds.put(kind, new TreeSet<>()));
        return kinds;
    }
}
