package io.github.trunnion.benchmarks.report;

/** One part of a run. */
public interface Section {
    /** Its name, one word. */
    String name();

    /**
     * Measures, and adds what it found.
     *
     * @param size how long it may take
     * @param report where rows and pictures go
     * @param progress told about each step
     */
    void run(Size size, Report report, Progress progress) throws Exception;
}
