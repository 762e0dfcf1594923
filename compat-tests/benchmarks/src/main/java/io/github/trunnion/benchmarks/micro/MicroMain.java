package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.SectionRun;

/** Runs {@link MicroSection} alone and prints its rows. */
public final class MicroMain {
    private MicroMain() {}

    /**
     * Runs and prints.
     *
     * @param args smoke, quick or full
     */
    public static void main(String[] args) throws Exception {
        SectionRun.run(new MicroSection(), args);
    }
}
