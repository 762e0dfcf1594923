package io.github.trunnion.rewrite;

import com.fasterxml.jackson.annotation.JsonIgnoreType;

import org.openrewrite.Column;
import org.openrewrite.DataTable;
import org.openrewrite.Recipe;

/** Each place that {@link FindCompletableFutureUse} finds. */
@JsonIgnoreType
public final class CompletableFutureUses extends DataTable<CompletableFutureUses.Row> {
    /**
     * Makes the table of a recipe.
     *
     * @param recipe the recipe that fills it
     */
    public CompletableFutureUses(Recipe recipe) {
        super(recipe, "Uses of CompletableFuture", "Each place, with its kind.");
    }

    /**
     * A place.
     *
     * @param sourcePath the file
     * @param className the class, with its package
     * @param methodName the method, or an empty text outside of methods
     * @param line the line in the file, from 1
     * @param kind the kind
     * @param text the code, on one line
     */
    public record Row(
            @Column(displayName = "Source path", description = "The file.") String sourcePath,
            @Column(displayName = "Class", description = "The class, with its package.")
                    String className,
            @Column(displayName = "Method", description = "The method, if it is in one.")
                    String methodName,
            @Column(displayName = "Line", description = "The line in the file, from 1.") int line,
            @Column(displayName = "Kind", description = "The kind of use.") String kind,
            @Column(displayName = "Text", description = "The code, on one line.") String text) {}
}
