package io.github.trunnion.interleavings;

import io.github.trunnion.mutations.Edit;
import io.github.trunnion.mutations.EditedClasses;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Looks for a scenario and a seed that show what is wrong with an edit. */
final class TwinSearch {
    /*
     * Overview
     *
     * The scenarios take turns with growing numbers of seeds, so that neither a scenario that cannot
     * show the fault nor a fault that few seeds show costs much.
     */
    private static final long[] ROUNDS = {30, 300, 3_000, 20_000, 100_000};

    private TwinSearch() {}

    /**
     * What was found.
     *
     * @param scenario the scenario that fails
     * @param seeds how many of its seeds it took
     * @param failure the run that fails
     */
    record Found(World.Case scenario, long seeds, Outcome failure) {}

    /**
     * Searches.
     *
     * @param edit the wrong edit
     * @param classes names of the classes of scenarios
     * @param seeds how many seeds of each scenario at most
     * @return the first that fails, or null
     */
    static @Nullable Found search(Edit edit, List<String> classes, long seeds) {
        Map<String, byte[]> edited = EditedClasses.compile(edit);
        List<World.Case> scenarios = new World(edited).scenarios(classes);
        long from = 0;
        for (long round : ROUNDS) {
            long to = Math.min(round, seeds);
            for (World.Case scenario : scenarios) {
                Explorer.Result result = Explorer.explore(scenario, from, to - from);
                Outcome failure = result.failure();
                if (failure != null) {
                    return new Found(scenario, from + result.seeds(), failure);
                }
            }
            from = to;
        }
        return null;
    }
}
