package io.github.trunnion.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The diffs in docs/rewriting.md are what the recipes make. */
class RewritingPageTest extends RecipeTest {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "<!-- recipe: (\\w+) -->\n```diff\n([\\s\\S]*?)^```$", Pattern.MULTILINE);

    RewritingPageTest() {
        super(new MigrateToAwait());
    }

    @Test
    void diffsOfThePage_areMade() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../../docs/rewriting.md")));
        int blocks = 0;
        while (block.find()) {
            blocks++;
            String recipe = block.group(1);
            String before = members(recipe, side(block.group(2), '-'));
            String after = members(recipe, side(block.group(2), '+'));
            String added = recipe.equals("SupplyAsyncToBlocking") ? "Blocking" : "Await";
            changes(inClass(before), inClassWith("io.github.trunnion.loom." + added, after));
        }
        assertThat(blocks).isEqualTo(3);
    }

    /** The lines of a diff that stand on one side of it, without their marks. */
    private static String side(String diff, char mark) {
        return diff.lines()
                .filter(line -> line.charAt(0) == ' ' || line.charAt(0) == mark)
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** What the page shows, with as much around it as a compiler needs. */
    private static String members(String recipe, String shown) {
        return switch (recipe) {
            case "JoinToAwait" ->
                    shown
                            + """

                            CompletableFuture<String> find(int id) {
                                return CompletableFuture.completedFuture("user " + id);
                            }
                            """;
            case "CompletionCatchToDirect" ->
                    """
                    String read(CompletableFuture<String> text) throws IOException, InterruptedException {
                    %s}
                    """
                            .formatted(shown.indent(4));
            case "SupplyAsyncToBlocking" ->
                    shown.lines()
                            .map(line -> line.startsWith("return") ? "    " + line : line)
                            .map(
                                    line ->
                                            line.equals("…")
                                                    ? "\nCompletableFuture<String> user(int id) {"
                                                    : line)
                            .collect(Collectors.joining("\n", "", "\n}\n"));
            default -> throw new IllegalArgumentException("no such recipe: " + recipe);
        };
    }
}
