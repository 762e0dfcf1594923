package io.github.trunnion.rewrite;

import static org.openrewrite.java.Assertions.java;

import org.junit.jupiter.api.Timeout;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.java.JavaParser;
import org.openrewrite.test.RecipeSpec;
import org.openrewrite.test.RewriteTest;
import org.openrewrite.test.SourceSpecs;

import java.util.List;
import java.util.stream.IntStream;

/** Tests of one recipe: sources compile before and after it, and a second cycle changes nothing. */
@Timeout(60)
abstract class RecipeTest implements RewriteTest {
    private final Recipe recipe;

    RecipeTest(Recipe recipe) {
        this.recipe = recipe;
    }

    @Override
    public void defaults(RecipeSpec spec) {
        spec.recipe(recipe)
                .parser(JavaParser.fromJavaVersion()) // knows the JDK; that is all they need
                .executionContext(new InMemoryExecutionContext());
    }

    /** Runs the recipe on a file. */
    final void changes(String before, String after) {
        changesAll(List.of(before), List.of(after));
    }

    /** Runs the recipe on files at once, each of which is in a package of its own. */
    final void changesAll(List<String> before, List<String> after) {
        List<String> from = inPackages(before);
        List<String> to = inPackages(after);
        Javac.compile(from);
        Javac.compile(to);
        rewriteRun(
                IntStream.range(0, from.size())
                        .mapToObj(i -> java(from.get(i), to.get(i)))
                        .toArray(SourceSpecs[]::new));
    }

    /** Runs the recipe on files that it has to leave alone, each in a package of its own. */
    final void refuses(String... sources) {
        List<String> all = inPackages(List.of(sources));
        Javac.compile(all);
        rewriteRun(all.stream().map(source -> java(source)).toArray(SourceSpecs[]::new));
    }

    private static List<String> inPackages(List<String> sources) {
        return IntStream.range(0, sources.size())
                .mapToObj(i -> "package p" + i + ";\n\n" + sources.get(i))
                .toList();
    }

    /** A class A in which everything is imported that the tests use. */
    static String inClass(String members) {
        return """
        import java.io.IOException;
        import java.util.concurrent.*;

        class A {
        %s}
        """
                .formatted(members.indent(4));
    }

    /** The same with an import of ours. */
    static String inClassWith(String ours, String members) {
        return inClass(members)
                .replace(
                        "import java.io.IOException;",
                        "import %s;\n\nimport java.io.IOException;".formatted(ours));
    }
}
