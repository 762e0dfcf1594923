package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Each rule has a test that is named by it, and each such test has its rule. */
class SpecificationTest {
    private static final String ROWS =
            """
            | id | rule |
            |---|---|
            | <a id="f01"></a>F1 | MUST. |
            | <a id="aw11"></a>aw11 | MAY. |
            """;

    @TempDir Path root;

    @Test
    void rules_and_tests_agree() {
        Path repository = Repository.root();
        String specification = Repository.read(repository.resolve("docs/specification.md"));
        assertTrue(RuleTests.ids(specification).size() >= 44 + 30, "rows are not recognised");

        assertEquals("", RuleTests.compare(specification, repository));
    }

    @Test
    void references_in_sources_and_guides_name_rules() {
        Path repository = Repository.root();
        Set<String> ids =
                RuleTests.ids(Repository.read(repository.resolve("docs/specification.md")));
        List<Path> files = new ArrayList<>(Repository.markdown(repository));
        for (String module : List.of("futures", "bridge", "loom-adapters", "docs/examples")) {
            files.addAll(Repository.javaFiles(repository.resolve(module), "src/main/java/"));
        }
        Set<String> dangling = new TreeSet<>();
        int references = 0;
        for (Path file : files) {
            for (String id : RuleTests.references(Repository.read(file))) {
                references++;
                if (!ids.contains(id)) {
                    dangling.add(id + " in " + repository.relativize(file));
                }
            }
        }
        assertTrue(references > 50, "references are not recognised");

        assertEquals(Set.of(), dangling);
    }

    @Test
    void references_stand_in_parentheses() {
        assertEquals(
                List.of("f10", "c07", "aw14"),
                RuleTests.references("on the carrier (F10, C7). It (aw14) F3 (see H2) (E)."));
    }

    @Test
    void rows_outside_comments_and_code_define_rules() {
        assertEquals(Set.of("aw11", "f01"), RuleTests.ids(ROWS));
        assertEquals(Set.of(), RuleTests.ids("<!--\n" + ROWS + "-->\n```\n" + ROWS + "```\n"));
    }

    @Test
    void a_row_defines_one_rule_once() {
        assertThrows(IllegalStateException.class, () -> RuleTests.ids(ROWS + ROWS));
        assertThrows(
                IllegalStateException.class,
                () -> RuleTests.ids("| <a id=\"f01\"></a>F2 | MUST. |"));
    }

    @Test
    void agreement_says_nothing() throws IOException {
        test("@Test void f01_a() {} @Nested class N { @ParameterizedTest void aw11_b(int i) {} }");

        assertEquals("", RuleTests.compare(ROWS, root));
    }

    @Test
    void a_rule_without_test_is_named() throws IOException {
        test("@Test void f01_a() {} @Test void other() {} @Test void pb01_x() {}");

        assertEquals("Rules without a test named by them: [aw11]\n", RuleTests.compare(ROWS, root));
    }

    @Test
    void a_test_without_rule_is_named() throws IOException {
        test("@Test void f01_a() {} @Test void aw11_b() {} @RepeatedTest(2) void f02_c() {}");

        assertEquals(
                "Tests of f02, which the specification does not define: [MadeUpTest.f02_c]\n",
                RuleTests.compare(ROWS, root));
    }

    @Test
    void a_comment_or_a_string_or_a_helper_is_no_test() throws IOException {
        test(
                """
                // @Test void f01_a() {}
                /* @Test void f01_b() {} */
                String text = "@Test void f01_c() {}";
                @Test void aw11_d() {}
                void f01_e() {}
                """);

        assertEquals(
                """
                Rules without a test named by them: [f01]
                Named by a rule, but no test: [MadeUpTest.f01_e]
                """,
                RuleTests.compare(ROWS, root));
    }

    @Test
    void annotations_of_the_tests_themselves_count() throws IOException {
        test("@interface OnEveryHook {} @OnEveryHook void f01_a() {} @Test void aw11_b() {}");

        assertEquals("", RuleTests.compare(ROWS, root));
    }

    @Test
    void nothing_at_all_is_no_agreement() {
        String said = RuleTests.compare("", root);

        assertTrue(said.contains("defines no rule"), said);
        assertTrue(said.contains("No test below"), said);
    }

    private void test(String members) throws IOException {
        Path dir = Files.createDirectories(root.resolve("m/src/test/java/p"));
        Files.writeString(
                dir.resolve("MadeUpTest.java"),
                "package p; class MadeUpTest {\n" + members + "\n}");
    }
}
