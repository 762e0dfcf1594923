package io.github.trunnion.benchmarks.report;

import java.util.List;

/**
 * A picture with logarithmic axes.
 *
 * @param file the name of its file without the ending
 * @param title what it shows
 * @param xLabel the x axis, with its unit
 * @param yLabel the y axis, with its unit
 * @param series what is drawn, all in one picture
 */
public record Plot(String file, String title, String xLabel, String yLabel, List<Series> series) {}
