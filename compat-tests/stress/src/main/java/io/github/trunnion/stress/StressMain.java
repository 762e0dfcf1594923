package io.github.trunnion.stress;

import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs jcstress and judges what was seen: a shape of the real classes must never show a forbidden
 * result, and its twin, whose name ends in {@code Broken}, must show the result that its mistake
 * allows. A twin that has not shown it yet runs again, longer, and so does a shape with fewer
 * samples than its twin needed; a twin that never breaks fails the run, because a shape that cannot
 * catch a mistake proves nothing.
 *
 * <p>The arguments are those of jcstress; what they leave open is chosen for two processors and a
 * few minutes. The exit code is 1 if any verdict is bad.
 */
public final class StressMain {
    private static final String TWIN = "Broken";
    private static final String PREFIX = "io.github.trunnion.";

    /** Milliseconds per iteration of the first run and of those for what is undecided. */
    private static final List<String> TIMES = List.of("200", "1000", "5000", "10000");

    /**
     * A shape that holds in fewer has not been tried, but for those that end a thread each time.
     */
    private static final long LEAST_SAMPLES = 500_000;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "-m", "quick",
                    "-sc", "false",
                    "-af", "NONE",
                    "-f", "1",
                    "-iters", "5",
                    "-spinStyle", "THREAD_YIELD",
                    "-jvmArgs", "-Xmx256m -XX:+UseSerialGC");

    private StressMain() {}

    /**
     * Runs the shapes.
     *
     * @param args options of jcstress
     */
    public static void main(String[] args) throws Exception {
        Options given = parse(withDefaults(args, TIMES.get(0)));
        SortedSet<String> chosen = new JCStress(given).getTests();
        if (given.shouldList()) {
            chosen.forEach(System.out::println);
            return;
        }
        Map<String, Verdict> verdicts = new TreeMap<>();
        SortedSet<String> wanted = chosen;
        for (String time : TIMES) {
            for (TestResult result : run(withDefaults(only(args, wanted), time))) {
                verdicts.merge(result.getName(), Verdict.of(result), Verdict::and);
            }
            wanted = undecided(chosen, verdicts);
            if (wanted.isEmpty()) {
                break;
            }
        }
        System.exit(print(System.out, chosen, verdicts) ? 0 : 1);
    }

    /** Twins that have not broken yet; shapes with few samples, or fewer than a twin needed. */
    private static SortedSet<String> undecided(
            Collection<String> names, Map<String, Verdict> verdicts) {
        return names.stream()
                .filter(
                        name -> {
                            Verdict seen = verdicts.getOrDefault(name, Verdict.NOTHING);
                            return isTwin(name)
                                    ? seen.interesting == 0
                                    : seen.isFewerThan(wanted(name, verdicts));
                        })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As many samples as it took to break the twins of the shape. */
    private static long wanted(String shape, Map<String, Verdict> verdicts) {
        return verdicts.entrySet().stream()
                .filter(e -> isTwin(e.getKey()) && e.getKey().startsWith(shape))
                .mapToLong(e -> e.getValue().samples)
                .reduce(LEAST_SAMPLES, Math::max);
    }

    private static boolean isTwin(String name) {
        return name.endsWith(TWIN);
    }

    /** Runs jcstress once, in JVMs that it forks. */
    private static List<TestResult> run(List<String> args) throws Exception {
        Options options = parse(args);
        try {
            new JCStress(options).run();
        } catch (AssertionError forbidden) {
            // jcstress has printed it; the verdicts below repeat it
        }
        Path file = Path.of(options.getResultFile());
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
        reader.dump();
        reader.close();
        Files.deleteIfExists(file);
        return ReportUtils.mergedByName(collector.getTestResults());
    }

    private static Options parse(List<String> args) throws IOException {
        Options options = new Options(args.toArray(String[]::new));
        if (!options.parse()) {
            System.exit(2);
        }
        return options;
    }

    private static List<String> withDefaults(String[] args, String time) {
        return withDefaults(List.of(args), time);
    }

    private static List<String> withDefaults(List<String> args, String time) {
        List<String> all = new ArrayList<>(args);
        DEFAULTS.forEach(
                (option, value) -> {
                    if (!args.contains(option)) {
                        all.addAll(List.of(option, value));
                    }
                });
        if (!args.contains("-time")) {
            all.addAll(List.of("-time", time));
        }
        return all;
    }

    /** The arguments with another choice of tests. */
    private static List<String> only(String[] args, Collection<String> names) {
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        int filter = rest.indexOf("-t");
        if (filter >= 0) {
            rest.subList(filter, Math.min(filter + 2, rest.size())).clear();
        }
        rest.add("-t");
        rest.add(names.stream().map(n -> Pattern.quote(n) + "$").collect(Collectors.joining("|")));
        return rest;
    }

    private static boolean print(
            PrintStream out, Collection<String> names, Map<String, Verdict> verdicts) {
        boolean good = !names.isEmpty();
        out.printf("%n%-60s %-9s %13s  %s%n", "shape", "verdict", "samples", "results seen");
        for (String name : names) {
            Verdict verdict = verdicts.getOrDefault(name, Verdict.NOTHING);
            good &= verdict.isGood(isTwin(name));
            String shown = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            out.printf(
                    "%-60s %-9s %,13d  %s%n",
                    shown, verdict.word(isTwin(name)), verdict.samples, verdict.results());
        }
        out.println("(! = the result that only the twin may show, X = forbidden)");
        out.println(good ? "All shapes hold and all twins break." : "FAILED.");
        return good;
    }

    /** What was seen of one test. */
    private record Verdict(
            boolean ran,
            long samples,
            long interesting,
            long forbidden,
            Map<String, Long> counts,
            Map<String, Expect> expects) {
        static final Verdict NOTHING = new Verdict(false, 0, 0, 0, Map.of(), Map.of());

        static Verdict of(TestResult result) {
            Map<String, Long> counts = new TreeMap<>();
            Map<String, Expect> expects = new TreeMap<>();
            long interesting = 0;
            long forbidden = 0;
            for (GradingResult graded : result.grading().gradingResults.values()) {
                if (graded.count == 0) {
                    continue;
                }
                counts.put(graded.id, graded.count);
                expects.put(graded.id, graded.expect);
                if (graded.expect == Expect.ACCEPTABLE_INTERESTING) {
                    interesting += graded.count;
                } else if (graded.expect != Expect.ACCEPTABLE) {
                    forbidden += graded.count;
                }
            }
            return new Verdict(
                    ReportUtils.statusToPassed(result) || forbidden > 0,
                    result.getTotalCount(),
                    interesting,
                    forbidden,
                    counts,
                    expects);
        }

        Verdict and(Verdict other) {
            Map<String, Long> bothCounts = new TreeMap<>(counts);
            other.counts.forEach((id, count) -> bothCounts.merge(id, count, Long::sum));
            Map<String, Expect> bothExpects = new TreeMap<>(expects);
            bothExpects.putAll(other.expects);
            return new Verdict(
                    ran && other.ran,
                    samples + other.samples,
                    interesting + other.interesting,
                    forbidden + other.forbidden,
                    bothCounts,
                    bothExpects);
        }

        boolean isFewerThan(long wanted) {
            return samples < wanted && !counts.containsKey("TERMINATED");
        }

        boolean isGood(boolean twin) {
            return ran
                    && samples > 0
                    && forbidden == 0
                    && twin == (interesting > 0)
                    && (twin || !isFewerThan(LEAST_SAMPLES));
        }

        String word(boolean twin) {
            if (!ran || samples == 0) {
                return "NOT RUN";
            }
            if (forbidden > 0 || (!twin && interesting > 0)) {
                return "FORBIDDEN";
            }
            if (!twin) {
                return isFewerThan(LEAST_SAMPLES) ? "TOO FEW" : "holds";
            }
            return interesting > 0 ? "breaks" : "NOT SEEN";
        }

        String results() {
            return counts.entrySet().stream()
                    .map(e -> mark(e.getKey()) + "[" + e.getKey() + "] " + e.getValue())
                    .collect(Collectors.joining("  "));
        }

        private String mark(String id) {
            Expect expect = expects.get(id);
            return expect == Expect.ACCEPTABLE
                    ? ""
                    : expect == Expect.ACCEPTABLE_INTERESTING ? "!" : "X";
        }
    }
}
