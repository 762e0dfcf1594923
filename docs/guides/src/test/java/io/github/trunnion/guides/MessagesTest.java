package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Each message of an exception is explained, and nothing else is. */
class MessagesTest {
    private static final List<String> PUBLISHED = List.of("futures", "bridge", "loom-adapters");
    private static final String INDEX =
            """
            ## Part
            ### <a id="full"></a>Full
            ```text
            IllegalStateException: … is full; try
              later
            ```
            **Why.** W.

            **Remedy.** R.
            """;

    @TempDir Path root;

    @Test
    void messages_and_index_agree() {
        Path repository = Repository.root();
        String index = Repository.read(repository.resolve("docs/errors.md"));
        assertTrue(Messages.indexed(index).size() > 30, "entries are not recognised");

        assertEquals("", Messages.compare(index, repository, PUBLISHED));
    }

    @Test
    void agreement_says_nothing() throws IOException {
        source("throw new IllegalStateException(this + \" is full;\" + \" try later\");");

        assertEquals("", Messages.compare(INDEX, root, List.of("m")));
    }

    @Test
    void a_message_that_is_not_explained_is_named() throws IOException {
        source(
                """
                if (b) throw new IllegalStateException(this + " is full; try later");
                throw new java.io.IOException("no " + x + (y ? " left" : ""), e);
                """);

        assertEquals(
                "Not explained: IOException: no … [MadeUp.java]\n",
                Messages.compare(INDEX, root, List.of("m")));
    }

    @Test
    void an_explanation_without_message_is_named() throws IOException {
        source("// throw new IllegalStateException(this + \" is full; try later\");");

        assertEquals(
                """
                No message is made.
                Explained, but never made: IllegalStateException: … is full; try later
                """,
                Messages.compare(INDEX, root, List.of("m")));
    }

    @Test
    void alternatives_count_where_nothing_else_is_said() throws IOException {
        source(
                """
                x = new IllegalStateException(o + (b ? " was late" : " was early"));
                requireNonNull(o, "name");
                requireNonNull(o, "no name given");
                throw new IllegalStateException(message);
                """);

        assertEquals(
                Set.of(
                        "IllegalStateException: … was late",
                        "IllegalStateException: … was early",
                        "NullPointerException: no name given"),
                Messages.made(root, List.of("m")).keySet());
    }

    @Test
    void an_entry_has_anchor_reason_and_remedy() {
        for (String part : List.of("<a id=\"full\"></a>", "**Why.** ", "**Remedy.** ")) {
            assertThrows(
                    IllegalStateException.class,
                    () -> Messages.indexed(INDEX.replace(part, "")),
                    part);
        }
    }

    private void source(String statements) throws IOException {
        Path dir = Files.createDirectories(root.resolve("m/src/main/java/p"));
        Files.writeString(
                dir.resolve("MadeUp.java"),
                "package p; class MadeUp { void run() throws Exception {\n" + statements + "\n} }");
    }
}
