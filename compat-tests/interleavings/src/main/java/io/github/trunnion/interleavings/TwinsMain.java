package io.github.trunnion.interleavings;

import io.github.trunnion.mutations.Edit;
import io.github.trunnion.mutations.Edits;

/** Searches all twins and prints which scenario finds each, and after how many seeds. */
public final class TwinsMain {
    private TwinsMain() {}

    /**
     * Runs; exits with 1 if a twin is not found.
     *
     * @param arguments a part of the names of the twins, or none
     */
    public static void main(String[] arguments) {
        String part = arguments.length == 0 ? "" : arguments[0];
        boolean missed = false;
        for (Edit edit : Edits.all()) {
            if (edit.needsInterleavings() && edit.name().contains(part)) {
                TwinSearch.Found found = TwinSearch.search(edit, Scenarios.CLASSES, 100_000);
                missed |= found == null;
                System.out.println(
                        found == null
                                ? edit + " IS NOT FOUND"
                                : "%-40s %6d  %s: %s"
                                        .formatted(
                                                edit,
                                                found.seeds(),
                                                found.scenario(),
                                                found.failure().failure()));
            }
        }
        System.exit(missed ? 1 : 0);
    }
}
