package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.benchmarks.SectionRun;

/** Runs {@link GrowthSection} alone and prints its rows. */
public final class GrowthMain {
    private GrowthMain() {}

    /**
     * Runs and prints.
     *
     * @param args smoke, quick or full
     */
    public static void main(String[] args) throws Exception {
        SectionRun.run(new GrowthSection(), args);
    }
}
