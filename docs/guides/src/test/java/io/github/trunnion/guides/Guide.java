package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with blocks of text that a program has printed. Such a block follows a line {@code <!--
 * printed: name -->}; with {@code -Dsnippets=apply} it is written anew.
 */
public enum Guide {
    MIGRATION("docs/migration-guide.md");

    private final String file;

    Guide(String file) {
        this.file = file;
    }

    /** Compares what was printed with the block of the name. */
    public void checkText(String name, String printed) throws IOException {
        Path page = Repository.root().resolve(file);
        String text = Repository.read(page);
        Matcher block =
                Pattern.compile(
                                "(<!-- printed: "
                                        + Pattern.quote(name)
                                        + " -->\n```text\n)"
                                        + "([\\s\\S]*?)(?m:^```$)")
                        .matcher(text);
        assertTrue(block.find(), file + " has no block <!-- printed: " + name + " -->");
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(
                    page,
                    text.substring(0, block.start(2)) + printed + text.substring(block.end(2)));
        } else {
            assertEquals(block.group(2), printed, file + " differs from what was printed");
        }
    }
}
