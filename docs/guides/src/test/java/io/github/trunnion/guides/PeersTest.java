package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The page that compares with peers: its cases, their tests, and the versions. */
class PeersTest {
    private static final Pattern TESTS =
            Pattern.compile("^\\| <a id=\"(pb\\d\\d)\">.*\\| ([^|]*) \\|$", Pattern.MULTILINE);

    private final Path root = Repository.root();
    private final String page = Repository.read(root.resolve("docs/compared-with-peers.md"));

    @Test
    void cases_and_tests_agree() {
        assertEquals(
                IntStream.rangeClosed(1, 20)
                        .filter(number -> number != 16)
                        .mapToObj("pb%02d"::formatted)
                        .collect(Collectors.toCollection(TreeSet::new)),
                RuleTests.ids(page));
        assertEquals("", RuleTests.compare(page, root));
    }

    @Test
    void each_case_names_the_classes_of_its_tests() {
        Map<String, Set<String>> named = new TreeMap<>();
        Matcher row = TESTS.matcher(page);
        while (row.find()) {
            named.put(row.group(1), Set.of(row.group(2).replace("`", "").split(", ")));
        }
        Map<String, Set<String>> found = new TreeMap<>();
        RuleTests.names(root, Set.of("pb"))
                .tests
                .forEach(
                        (id, tests) ->
                                found.put(
                                        id,
                                        tests.stream()
                                                .map(test -> test.replaceAll("\\..*", ""))
                                                .collect(Collectors.toSet())));
        assertEquals(found, named);
    }

    @Test
    void versions_are_those_of_the_build() {
        String pom = Repository.read(root.resolve("pom.xml"));
        for (String peer : List.of("Guava", "Reactor", "Mutiny", "Vert.x")) {
            String property = peer.toLowerCase(Locale.ROOT).replace(".", "");
            String version = pom.replaceAll("(?s).*<" + property + ".version>(.*?)<.*", "$1");
            assertTrue(page.contains(peer + " " + version), peer + " " + version);
        }
    }
}
