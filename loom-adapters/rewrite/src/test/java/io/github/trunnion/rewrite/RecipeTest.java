package io.github.trunnion.rewrite;

import static org.openrewrite.java.Assertions.java;

import org.junit.jupiter.api.Timeout;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.java.JavaParser;
import org.openrewrite.test.RecipeSpec;
import org.openrewrite.test.RewriteTest;

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
        Javac.compile(before);
        Javac.compile(after);
        rewriteRun(java(before, after));
    }

    /** Runs the recipe on a file that it has to leave alone. */
    final void refuses(String source) {
        Javac.compile(source);
        rewriteRun(java(source));
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
