package io.github.trunnion.guides;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;

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
 * The Java code in the guides, and where it comes from.
 *
 * <p>Each Java block of a guide follows a line that names its origin: {@code <!-- snippet: name
 * -->} for the lines between {@code // region name} and {@code // endregion} in a test of this
 * module or of a library, or {@code <!-- source: Class.method -->} for a method of the examples. A
 * diff follows {@code <!-- diff: Class.method Class.method -->}, and a dash stands for no method.
 * Several methods are joined by a plus.
 */
final class Snippets {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "(?m)^(?:<!-- (snippet|source|diff|recipe): (\\S+(?: \\S+)*) -->\\n)?"
                            + "```(?:java|diff)\\n([\\s\\S]*?)^```$");
    private static final Pattern REGION =
            Pattern.compile("(?m)^ *// region (\\S+)\\n([\\s\\S]*?)^ *// endregion$");

    final Map<String, String> regions = new TreeMap<>();
    private final Map<String, String> methods = new TreeMap<>();

    /** Reads regions from tests, and methods from examples. */
    Snippets(List<Path> tests, List<Path> examples) {
        for (Path test : tests) {
            Matcher region = REGION.matcher(Repository.read(test));
            while (region.find()) {
                put(regions, region.group(1), region.group(2));
            }
        }
        Sources.Parsed parsed = Sources.parseWithPositions(examples);
        for (CompilationUnitTree unit : parsed.units()) {
            String text = Repository.read(Path.of(unit.getSourceFile().toUri()));
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void none) {
                    for (Tree member : type.getMembers()) {
                        if (member instanceof MethodTree method) {
                            String name = type.getSimpleName() + "." + method.getName();
                            methods.merge(
                                    name,
                                    dedent(cut(text, unit, method, parsed.positions())),
                                    (a, b) -> a + "\n" + b);
                        }
                    }
                    return super.visitClass(type, none);
                }
            }.scan(unit, null);
        }
    }

    private static void put(Map<String, String> map, String name, String text) {
        if (map.put(name, dedent(text)) != null) {
            throw new IllegalStateException("Two snippets are named " + name);
        }
    }

    /** The lines of a method; its comment is not part of it. */
    private static String cut(
            String text, CompilationUnitTree unit, MethodTree method, SourcePositions positions) {
        int start = (int) positions.getStartPosition(unit, method);
        int end = (int) positions.getEndPosition(unit, method);
        return text.substring(text.lastIndexOf('\n', start) + 1, end) + "\n";
    }

    static String dedent(String text) {
        return text.stripTrailing().stripIndent() + "\n"; // the last line has no indent to count
    }

    /**
     * Compares the blocks of the guides with their origins; what is said is empty if they agree.
     */
    String compare(Map<String, String> guides) {
        StringBuilder said = new StringBuilder();
        Set<String> unused = new TreeSet<>(regions.keySet());
        int blocks = 0;
        for (Map.Entry<String, String> guide : guides.entrySet()) {
            Matcher block = BLOCK.matcher(guide.getValue());
            while (block.find()) {
                blocks++;
                String name = block.group(2);
                if ("recipe".equals(block.group(1))) {
                    continue;
                }
                String origin = origin(block.group(1), name);
                if (name == null) {
                    said.append(guide.getKey()).append(": a block without origin:\n");
                    said.append(block.group(3));
                    continue;
                }
                unused.remove(name);
                if (origin == null) {
                    said.append(guide.getKey())
                            .append(": no such code: ")
                            .append(name)
                            .append('\n');
                } else if (!origin.equals(block.group(3))) {
                    said.append(guide.getKey()).append(": not as in the code, which is: ");
                    said.append(name).append('\n').append(origin);
                }
            }
        }
        if (blocks == 0) {
            said.append("No guide has a block of Java.\n");
        }
        if (!unused.isEmpty()) {
            said.append("In no guide: ").append(unused).append('\n');
        }
        return said.toString();
    }

    /** The guide with each named block as it is in the code. */
    String apply(String guide) {
        return BLOCK.matcher(guide)
                .replaceAll(
                        block -> {
                            String origin = origin(block.group(1), block.group(2));
                            return Matcher.quoteReplacement(
                                    origin == null
                                            ? block.group()
                                            : block.group()
                                                            .substring(
                                                                    0,
                                                                    block.start(3) - block.start())
                                                    + origin
                                                    + "```");
                        });
    }

    /** The code of that name, or null if there is none. */
    private String origin(String kind, String name) {
        if (name == null) {
            return null;
        }
        return switch (kind) {
            case "recipe" -> null;
            case "snippet" -> regions.get(name);
            case "source" -> methods(name);
            default -> diff(name.split(" "));
        };
    }

    private String diff(String... names) {
        String before = names[0].equals("-") ? "" : methods(names[0]);
        String after = names.length != 2 ? null : names[1].equals("-") ? "" : methods(names[1]);
        return before == null || after == null ? null : LineDiff.of(before, after);
    }

    private String methods(String names) {
        List<String> found = new ArrayList<>();
        for (String name : names.split("\\+")) {
            found.add(methods.get(name));
        }
        return found.contains(null) ? null : String.join("\n", found);
    }
}
