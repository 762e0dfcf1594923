package io.github.trunnion.rewrite;

import com.fasterxml.jackson.annotation.JsonIgnoreType;

import org.openrewrite.Column;
import org.openrewrite.DataTable;
import org.openrewrite.Recipe;

/** How many places of each kind {@link FindCompletableFutureUse} finds. */
@JsonIgnoreType
public final class CompletableFutureCounts extends DataTable<CompletableFutureCounts.Row> {
    /**
     * Makes the table of a recipe.
     *
     * @param recipe the recipe that fills it
     */
    public CompletableFutureCounts(Recipe recipe) {
        super(recipe, "Counts of uses of CompletableFuture", "One row for each kind.");
    }

    /**
     * A kind.
     *
     * @param kind the kind
     * @param places how many places
     * @param files in how many files
     */
    public record Row(
            @Column(displayName = "Kind", description = "The kind of use.") String kind,
            @Column(displayName = "Places", description = "How many places.") int places,
            @Column(displayName = "Files", description = "In how many files.") int files) {}
}
