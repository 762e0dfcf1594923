package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification and the Javadoc of futures say the same, word for word. */
class SpecificationJavadocTest {
    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| <a id=\"[fwche]\\d\\d\"></a>([FWCHE]\\d+) \\| (.*?) \\| .*? \\|$",
                    Pattern.MULTILINE);
    private static final Pattern ITEM =
            Pattern.compile("<li><b id=\"(\\w+)\">\\1</b>(.*?)(?=<li>|</ul>)", Pattern.DOTALL);
    private static final Pattern TERM =
            Pattern.compile("<dt>(.*?)<dd>(.*?)(?=<dt>|</dl>)", Pattern.DOTALL);

    private final Path root = Repository.root();
    private final String specification = Repository.read(root.resolve("docs/specification.md"));

    @Test
    void every_rule_stands_in_the_javadoc() {
        Map<String, String> rules = new TreeMap<>();
        Matcher row = ROW.matcher(specification);
        while (row.find()) {
            rules.put(row.group(1), row.group(2));
        }
        Map<String, String> said = new TreeMap<>();
        for (Path file : Repository.javaFiles(root.resolve("futures"), "src/main/java/")) {
            Matcher item = ITEM.matcher(javadoc(Repository.read(file)));
            while (item.find()) {
                said.put(item.group(1), plain(item.group(2)));
            }
        }
        assertTrue(rules.size() >= 44, "rows are not recognised: " + rules.keySet());

        assertSame(rules, said);
    }

    @Test
    void every_term_of_the_glossary_stands_in_the_javadoc() {
        Map<String, String> terms = new TreeMap<>();
        for (String line : section("Glossary").split("\n")) {
            String[] cells = line.split("\\|");
            if (cells.length == 3 && !cells[1].matches(" term |---")) {
                terms.put(cells[1].strip(), cells[2].strip());
            }
        }
        Map<String, String> said = new TreeMap<>();
        Matcher term = TERM.matcher(packageJavadoc());
        while (term.find()) {
            said.put(plain(term.group(1)), plain(term.group(2)));
        }
        assertTrue(terms.size() >= 15, "rows are not recognised: " + terms.keySet());

        assertSame(terms, said);
    }

    @Test
    void the_memory_consistency_list_stands_in_the_javadoc() {
        List<String> items = new ArrayList<>();
        for (String item : section("Memory consistency").split("(?m)^- ")) {
            items.add(item.strip().replaceAll("\\s+", " "));
        }
        String javadoc = packageJavadoc();
        int start = javadoc.indexOf("<h2>Memory consistency</h2>");
        List<String> said = new ArrayList<>();
        for (String item :
                javadoc.substring(start, javadoc.indexOf("</ul>", start)).split("<li>")) {
            said.add(plain(item));
        }
        assertTrue(items.size() > 8, "items are not recognised: " + items);

        assertEquals(items.subList(1, items.size()), said.subList(1, said.size()));
    }

    @Test
    void markup_is_compared_by_what_it_says() {
        assertEquals(
                "`poll(cx)` of the *latest* 4 < 5",
                plain(" {@code\n  poll(cx)} of the <i>latest</i>\n  4 &lt; 5 "));
        assertEquals("a b", javadoc("/**\n * a\n *   b\n */\n").strip().replaceAll("\\s+", " "));
    }

    private String section(String title) {
        int start = specification.indexOf("\n## " + title);
        assertTrue(start >= 0, "no section " + title);
        int end = specification.indexOf("\n## ", start + 1);
        return specification.substring(start, end < 0 ? specification.length() : end);
    }

    private String packageJavadoc() {
        return javadoc(
                Repository.read(
                        root.resolve(
                                "futures/src/main/java/io/github/trunnion/futures/package-info.java")));
    }

    /** The source without the stars that begin the lines of comments. */
    private static String javadoc(String source) {
        return source.replaceAll("(?m)^\\s*(/\\*\\*|\\*/|\\*)", "");
    }

    /** HTML and tags as the Markdown of the specification. */
    private static String plain(String html) {
        return html.replaceAll("\\{@code\\s+([^}]*)\\}", "`$1`")
                .replaceAll("</?i>", "*")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** One difference at a time, so that it can be read. */
    private static void assertSame(Map<String, String> specified, Map<String, String> said) {
        specified.forEach(
                (name, text) ->
                        assertEquals(
                                text,
                                said.get(name),
                                name + " differs: specification (first) and Javadoc of futures"));
        assertEquals(specified.keySet(), said.keySet());
    }
}
