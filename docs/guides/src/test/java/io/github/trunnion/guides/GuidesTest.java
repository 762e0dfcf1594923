package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The guides show code that is compiled and run, and their links lead somewhere.
 *
 * <p>With {@code -Dsnippets=apply} the blocks of the guides are written anew from the code.
 */
class GuidesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern LITERAL = Pattern.compile("\"(docs/[^\"#]*\\.md)(?:#([^\"]+))?\"");
    private static final String GUIDE = "<!-- snippet: hello -->\n```java\nhello();\n```\n";

    @TempDir Path dir;

    @Test
    void blocks_are_as_in_the_code() throws IOException {
        Path root = Repository.root();
        Snippets snippets =
                new Snippets(
                        Stream.of("docs/guides", "compat-tests/libraries")
                                .flatMap(dir -> tests(root.resolve(dir)))
                                .filter(file -> !file.endsWith("GuidesTest.java"))
                                .toList(),
                        Repository.javaFiles(root.resolve("docs/examples"), "src/main/java/"));
        Map<String, String> guides = new TreeMap<>();
        for (Path file : Repository.markdown(root)) {
            if ("apply".equals(System.getProperty("snippets"))) {
                Files.writeString(file, snippets.apply(Repository.read(file)));
            }
            guides.put(root.relativize(file).toString(), Repository.read(file));
        }
        assertTrue(snippets.regions.size() > 10, "regions are not recognised");

        assertEquals("", snippets.compare(guides));
    }

    private static Stream<Path> tests(Path module) {
        return Repository.javaFiles(module, "src/test/java/").stream();
    }

    @Test
    void links_lead_somewhere() {
        Path root = Repository.root();
        TreeSet<String> broken = new TreeSet<>();
        int links = 0;
        for (Path file : Repository.markdown(root)) {
            Matcher link = LINK.matcher(Repository.read(file));
            while (link.find()) {
                if (!link.group(1).startsWith("http")) {
                    links++;
                    Path target =
                            link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
                    check(target, link.group(2), root.relativize(file) + link.group(), broken);
                }
            }
        }
        for (String module : List.of("futures", "bridge", "loom-adapters")) {
            for (Path file : Repository.javaFiles(root.resolve(module), "src/main/java/")) {
                Matcher literal = LITERAL.matcher(Repository.read(file));
                while (literal.find()) {
                    Path target = root.resolve(literal.group(1));
                    String where = root.relativize(file) + " " + literal.group();
                    check(target, literal.group(2), where, broken);
                }
            }
        }
        assertTrue(links > 5, "links are not recognised");

        assertEquals(new TreeSet<>(), broken);
    }

    private static void check(Path target, String anchor, String where, TreeSet<String> broken) {
        if (!Files.exists(target)) {
            broken.add(where);
        } else if (anchor != null) {
            String text = Repository.read(target);
            boolean given = text.contains("<a id=\"" + anchor + "\"></a>");
            boolean heading =
                    text.lines()
                            .filter(line -> line.startsWith("#"))
                            .map(line -> line.replaceFirst("^#+ ", "").toLowerCase())
                            .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                            .anyMatch(anchor::equals);
            if (!given && !heading) {
                broken.add(where);
            }
        }
    }

    @Test
    void agreement_says_nothing() throws IOException {
        assertEquals("", snippets("hello").compare(Map.of("g.md", GUIDE)));
    }

    @Test
    void code_that_differs_is_named() throws IOException {
        String said = snippets("hello").compare(Map.of("g.md", GUIDE.replace("();", "(1);")));

        assertEquals("g.md: not as in the code, which is: hello\nhello();\n", said);
    }

    @Test
    void a_block_without_origin_and_a_region_without_block_are_named() throws IOException {
        String said = snippets("other").compare(Map.of("g.md", "```java\nx();\n```\n"));

        assertEquals("g.md: a block without origin:\nx();\nIn no guide: [other]\n", said);
    }

    @Test
    void a_block_of_unknown_origin_and_no_block_at_all_are_named() throws IOException {
        assertEquals(
                "g.md: no such code: hello\nIn no guide: [other]\n",
                snippets("other").compare(Map.of("g.md", GUIDE)));
        assertEquals(
                "No guide has a block of Java.\nIn no guide: [hello]\n",
                snippets("hello").compare(Map.of("g.md", "")));
    }

    @Test
    void methods_of_examples_are_quoted_without_their_comments() throws IOException {
        Path file = dir.resolve("E.java");
        Files.writeString(
                file, "class E {\n  /** Doc. */\n  void run() {\n    hello();\n  }\n  int x;\n}\n");
        String guide = "<!-- source: E.run -->\n```java\n```\n";

        String applied = new Snippets(List.of(), List.of(file)).apply(guide);

        assertEquals(
                "<!-- source: E.run -->\n```java\nvoid run() {\n  hello();\n}\n```\n", applied);
        assertEquals("", new Snippets(List.of(), List.of(file)).compare(Map.of("g.md", applied)));
    }

    @Test
    void methods_of_examples_are_compared_line_by_line() throws IOException {
        Path file = dir.resolve("E.java");
        Files.writeString(
                file,
                "class E { void a() {\n  one();\n  two();\n}\nvoid b() {\n  two();\n\n  six();\n}\n"
                        + "int c;\nvoid d() {}\n}\n");
        Snippets snippets = new Snippets(List.of(), List.of(file));
        String guide =
                "<!-- diff: E.b E.d -->\n```diff\n```\n"
                        + "<!-- diff: E.d - -->\n```diff\n```\n"
                        + "<!-- source: E.d+E.d -->\n```java\n```\n";

        String applied = snippets.apply(guide);

        assertEquals(
                "<!-- diff: E.b E.d -->\n"
                        + "```diff\n"
                        + "-void b() {\n"
                        + "-  two();\n"
                        + "-\n"
                        + "-  six();\n"
                        + "-}\n"
                        + "+void d() {}\n"
                        + "```\n"
                        + "<!-- diff: E.d - -->\n"
                        + "```diff\n"
                        + "-void d() {}\n"
                        + "```\n"
                        + "<!-- source: E.d+E.d -->\n"
                        + "```java\n"
                        + "void d() {}\n\n"
                        + "void d() {}\n"
                        + "```\n",
                applied);
        assertEquals("", snippets.compare(Map.of("g.md", applied)));
        assertEquals(
                "g.md: no such code: E.d E.none\n",
                snippets.compare(Map.of("g.md", "<!-- diff: E.d E.none -->\n```diff\n```\n")));
    }

    @Test
    void a_diff_keeps_the_lines_that_both_have() {
        assertEquals(" a\n-b\n+x\n c\n", LineDiff.of("a\nb\nc\n", "a\nx\nc\n"));
        assertEquals("", LineDiff.of("", ""));
    }

    private Snippets snippets(String name) throws IOException {
        Path test = dir.resolve("ATest.java");
        Files.writeString(
                test,
                "class A { void a() {\n    // region "
                        + name
                        + "\n    hello();\n    // endregion\n} }");
        Path example = dir.resolve("E.java");
        Files.writeString(example, "class E {}");
        return new Snippets(List.of(test), List.of(example));
    }
}
