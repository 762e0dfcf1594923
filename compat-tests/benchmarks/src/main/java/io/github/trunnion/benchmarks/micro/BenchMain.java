package io.github.trunnion.benchmarks.micro;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs JMH and prints one table: nanoseconds and allocated bytes per operation, and what is
 * measured as a ratio to its baseline of the same run, best iteration to best iteration, which
 * other load on the machine disturbs least. The ratios are drawn as {@code target/ratios.svg}.
 *
 * <p>The arguments are those of JMH; what they leave open is chosen for a run of a few minutes, too
 * short for figures to publish.
 */
public final class BenchMain {
    private record Ratio(Pair pair, double value) {}

    private BenchMain() {}

    /**
     * Runs the benchmarks.
     *
     * @param args options of JMH
     */
    public static void main(String[] args)
            throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldList()) {
            new Runner(given).list();
            return;
        }
        Map<String, Score> figures = figures(new Runner(options(given)).run());
        List<Ratio> ratios = ratios(figures);
        print(System.out, figures, ratios);
        Path plot = Path.of("target", "ratios.svg");
        Files.createDirectories(plot.toAbsolutePath().getParent());
        Files.writeString(plot, svg(ratios));
        System.out.println("Plot: " + plot.toAbsolutePath());
    }

    private static Options options(CommandLineOptions given) {
        OptionsBuilder all = new OptionsBuilder();
        all.parent(given);
        all.shouldFailOnError(true);
        if (!given.getForkCount().hasValue()) {
            all.forks(1);
        }
        if (!given.getWarmupIterations().hasValue()) {
            all.warmupIterations(5);
        }
        if (!given.getMeasurementIterations().hasValue()) {
            all.measurementIterations(10);
        }
        if (!given.getWarmupTime().hasValue()) {
            all.warmupTime(TimeValue.milliseconds(500));
        }
        if (!given.getMeasurementTime().hasValue()) {
            all.measurementTime(TimeValue.milliseconds(500));
        }
        if (given.getProfilers().isEmpty()) {
            all.addProfiler("gc");
        }
        return all.build();
    }

    private static Map<String, Score> figures(Collection<RunResult> results) {
        Map<String, Score> figures = new TreeMap<>();
        for (RunResult result : results) {
            figures.put(Score.name(result.getParams()), Score.of(result));
        }
        return figures;
    }

    private static List<Ratio> ratios(Map<String, Score> figures) {
        List<Ratio> ratios = new ArrayList<>();
        for (Pair pair : Benchmarks.PAIRS) {
            Score ours = figures.get(pair.ours());
            Score baseline = figures.get(pair.baseline());
            if (ours != null && baseline != null) {
                ratios.add(new Ratio(pair, ours.best() / baseline.best()));
            }
        }
        return ratios;
    }

    private static void print(PrintStream out, Map<String, Score> figures, List<Ratio> ratios) {
        out.printf("%n%-50s %10s %10s %10s %8s%n", "benchmark", "best ns", "mean", "+-", "B/op");
        figures.forEach(
                (name, f) ->
                        out.printf(
                                "%-50s %10.1f %10.1f %10.1f %8.1f%n",
                                name, f.best(), f.mean(), f.error(), f.bytes()));
        out.printf("%n%-46s %-40s %8s %8s%n", "ratio of", "to", "ratio", "target");
        for (Ratio ratio : ratios) {
            out.printf(
                    "%-46s %-40s %8.2f %8s%n",
                    ratio.pair.ours(),
                    ratio.pair.baseline(),
                    ratio.value,
                    ratio.pair.hasTarget() ? String.format("%.2f", ratio.pair.most()) : "-");
        }
    }

    /**
     * Bars on a logarithmic scale from 1/100 to 10, with a mark at each target; grey without one.
     */
    private static String svg(List<Ratio> ratios) {
        int left = 420;
        int decade = 120;
        int row = 26;
        int height = 40 + row * ratios.size();
        StringBuilder svg = new StringBuilder();
        svg.append(
                line(
                        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                                + " font-family='sans-serif' font-size='12'>",
                        left + 3 * decade + 60, height));
        svg.append(line("<rect width='100%%' height='100%%' fill='white'/>"));
        for (int power = -2; power <= 1; power++) {
            int x = left + (power + 2) * decade;
            svg.append(
                    line(
                            "<line x1='%d' y1='24' x2='%d' y2='%d' stroke='%s'/>",
                            x, x, height, power == 0 ? "#444" : "#ddd"));
            svg.append(
                    line(
                            "<text x='%d' y='16' text-anchor='middle'>%s</text>",
                            x, power < 0 ? "1/" + (power == -1 ? 10 : 100) : power == 0 ? 1 : 10));
        }
        int y = 30;
        for (Ratio ratio : ratios) {
            double end = left + decade * (2 + log(ratio.value));
            svg.append(
                    line(
                            "<text x='%d' y='%d' text-anchor='end'>%s / %s</text>",
                            left - 8,
                            y + 14,
                            method(ratio.pair.ours()),
                            method(ratio.pair.baseline())));
            svg.append(
                    line(
                            "<rect x='%d' y='%d' width='%.1f' height='16' fill='%s'/>",
                            left, y + 2, Math.max(1, end - left), colour(ratio)));
            if (ratio.pair.hasTarget()) {
                double target = left + decade * (2 + log(ratio.pair.most()));
                svg.append(
                        line(
                                "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='black'/>",
                                target, y, target, y + 20));
            }
            svg.append(line("<text x='%.1f' y='%d'>%.2f</text>", end + 4, y + 14, ratio.value));
            y += row;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String colour(Ratio ratio) {
        if (!ratio.pair.hasTarget()) {
            return "#999";
        }
        return ratio.value <= ratio.pair.most() ? "#4a8" : "#c64";
    }

    private static double log(double ratio) {
        return Math.log10(Math.max(0.01, Math.min(10, ratio)));
    }

    private static String method(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    @SuppressWarnings("AnnotateFormatMethod") // formats are literals here
    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
