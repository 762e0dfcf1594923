package io.github.trunnion.rewrite;

import org.openrewrite.Recipe;

import java.util.List;

/** All recipes that change code, in the order in which each leaves most to the next. */
public final class MigrateToAwait extends Recipe {
    /** Makes the recipe. */
    public MigrateToAwait() {}

    @Override
    public String getDisplayName() {
        return "Migrate `CompletableFuture` to awaits";
    }

    @Override
    public String getDescription() {
        return "What can be proved from the sources: `SupplyAsyncToBlocking`,"
                + " `CompletionCatchToDirect` and `JoinToAwait`.";
    }

    @Override
    public List<Recipe> getRecipeList() {
        return List.of(
                new SupplyAsyncToBlocking(), new CompletionCatchToDirect(), new JoinToAwait());
    }
}
