package io.github.trunnion.interleavings;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.mutations.Edit;
import io.github.trunnion.mutations.EditedClasses;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Looks for a scenario and a seed that show what is wrong with an edit. */
final class TwinSearch {
    /*
     * Overview
     *
     * The scenario that is known to show the fault comes first; twins.properties names it. After
     * that the scenarios take turns with growing numbers of seeds, so that neither a scenario that
     * cannot show the fault nor a fault that few seeds show costs much.
     */
    private static final long KNOWN = 20_000;

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
        World world = new World(edited);
        String known = known(edit);
        if (known != null) {
            for (World.Case scenario : world.scenarios(ofClass(classes, known))) {
                if (scenario.name().equals(known)) {
                    Explorer.Result result = Explorer.explore(scenario, 0, Math.min(KNOWN, seeds));
                    Outcome failure = result.failure();
                    if (failure != null) {
                        return new Found(scenario, result.seeds(), failure);
                    }
                }
            }
        }
        List<World.Case> scenarios = world.scenarios(classes);
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

    private static List<String> ofClass(List<String> classes, String scenario) {
        String ending = "." + scenario.substring(0, scenario.indexOf('.'));
        return classes.stream().filter(name -> name.endsWith(ending)).toList();
    }

    private static @Nullable String known(Edit edit) {
        Properties all = new Properties();
        try (InputStream in = TwinSearch.class.getResourceAsStream("twins.properties")) {
            all.load(requireNonNull(in, "twins.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String line = all.getProperty(edit.name());
        return line == null ? null : line.substring(0, line.indexOf(','));
    }
}
