package io.github.trunnion.guides;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of the specification, the names of the tests, and whether they agree. */
final class RuleTests {
    /** The first cell of a row that defines a rule: its anchor and its name. */
    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| <a id=\"([a-z]+\\d\\d)\"></a>([A-Za-z]+)(\\d+) \\|", Pattern.MULTILINE);

    private static final Pattern REFERENCE =
            Pattern.compile(
                    "\\(((?:[FWCHE]\\d\\d?|(?:aw|bl|cx|fa|fl|gr|mi|sp|st)\\d\\d)"
                            + "(?:, (?:[FWCHE]\\d\\d?|(?:aw|bl|cx|fa|fl|gr|mi|sp|st)\\d\\d))*)\\)");

    private static final Pattern NAME = Pattern.compile("([a-z]{1,2})(\\d\\d)_.*");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$|<!--.*?-->");
    private static final Set<String> JUPITER =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate");

    private RuleTests() {}

    /** The ids that a specification defines, such as {@code f03} or {@code aw11}. */
    static Set<String> ids(String specification) {
        Set<String> ids = new TreeSet<>();
        Matcher row = ROW.matcher(FENCED.matcher(specification).replaceAll(""));
        while (row.find()) {
            String id = row.group(1);
            String named =
                    row.group(2).toLowerCase(Locale.ROOT)
                            + "%02d".formatted(Integer.parseInt(row.group(3)));
            if (!id.equals(named)) {
                throw new IllegalStateException("The row of " + id + " is named " + named);
            }
            if (!ids.add(id)) {
                throw new IllegalStateException("Two rows define " + id);
            }
        }
        return ids;
    }

    /** The ids that a text refers to in parentheses, such as {@code (F10, C7)}. */
    static List<String> references(String text) {
        List<String> ids = new ArrayList<>();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            for (String name : reference.group(1).split(", ")) {
                String family = name.replaceAll("\\d", "").toLowerCase(Locale.ROOT);
                int number = Integer.parseInt(name.replaceAll("\\D", ""));
                ids.add(family + "%02d".formatted(number));
            }
        }
        return ids;
    }

    /** Test methods that are named by a rule of one of the families. */
    static final class Names {
        final SortedMap<String, Set<String>> tests = new TreeMap<>();

        /** Methods that are named like a test but that no runner would run. */
        final Set<String> notRun = new TreeSet<>();
    }

    /** The rule tests in all {@code src/test/java} and {@code src/preview/java} below a folder. */
    static Names names(Path root, Set<String> families) {
        List<Path> files = new ArrayList<>(Repository.javaFiles(root, "src/test/java/"));
        files.addAll(Repository.javaFiles(root, "src/preview/java/"));
        List<CompilationUnitTree> units = Sources.parse(files);
        Set<String> annotations = new HashSet<>(JUPITER);
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void none) {
                if (type.getKind() == Tree.Kind.ANNOTATION_TYPE) {
                    annotations.add(type.getSimpleName().toString());
                }
                return super.visitClass(type, none);
            }
        }.scan(units, null);
        Names names = new Names();
        for (CompilationUnitTree unit : units) {
            String file = String.valueOf(Path.of(unit.getSourceFile().toUri()).getFileName());
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void none) {
                    Matcher name = NAME.matcher(method.getName());
                    if (name.matches() && families.contains(name.group(1))) {
                        String test = file.replace(".java", ".") + method.getName();
                        if (method.getModifiers().getAnnotations().stream()
                                .map(RuleTests::simpleName)
                                .anyMatch(annotations::contains)) {
                            names.tests
                                    .computeIfAbsent(
                                            name.group(1) + name.group(2), id -> new TreeSet<>())
                                    .add(test);
                        } else {
                            names.notRun.add(test);
                        }
                    }
                    return super.visitMethod(method, none);
                }
            }.scan(unit, null);
        }
        return names;
    }

    private static String simpleName(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Compares both; what is said is empty if they agree. */
    static String compare(String specification, Path root) {
        Set<String> ids = ids(specification);
        Set<String> families = new TreeSet<>();
        ids.forEach(id -> families.add(id.replaceAll("\\d", "")));
        Names names = names(root, families);
        StringBuilder said = new StringBuilder();
        if (ids.isEmpty()) {
            said.append("The specification defines no rule.\n");
        }
        if (names.tests.isEmpty()) {
            said.append("No test below ").append(root).append(" is named by a rule.\n");
        }
        Set<String> untested = new TreeSet<>(ids);
        untested.removeAll(names.tests.keySet());
        if (!untested.isEmpty()) {
            said.append("Rules without a test named by them: ").append(untested).append('\n');
        }
        for (Map.Entry<String, Set<String>> test : names.tests.entrySet()) {
            if (!ids.contains(test.getKey())) {
                said.append("Tests of ")
                        .append(test.getKey())
                        .append(", which the specification does not define: ")
                        .append(test.getValue())
                        .append('\n');
            }
        }
        if (!names.notRun.isEmpty()) {
            said.append("Named by a rule, but no test: ").append(names.notRun).append('\n');
        }
        return said.toString();
    }
}
