package io.github.trunnion.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs one benchmark in a JVM of its own, as often as it is asked; what JMH says goes to a file.
 */
final class Jmh implements AutoCloseable {
    /** Large pages spare page faults, also where nothing is touched beforehand. */
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseParallelGC",
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+UseTransparentHugePages",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dslf4j.internal.verbosity=ERROR");

    /** Where nothing is warmed up: the second compiler would not pay. */
    private static final String COLD = "-XX:TieredStopAtLevel=1";

    private static final List<String> ONE_THREAD =
            List.of(
                    InVirtualThreads.OPEN,
                    InVirtualThreads.ONE_THREAD,
                    InVirtualThreads.ONE_AT_MOST);

    static {
        // Another JMH on the machine is other load; the ratios within a round bear that.
        System.setProperty("jmh.ignoreLock", "true");
    }

    /**
     * How long each benchmark runs.
     *
     * @param warmups iterations that do not count
     * @param iterations iterations of which the best counts
     * @param each how long one of them is
     */
    record Length(int warmups, int iterations, Duration each) {}

    private final Length length;
    private final PrintStream log;

    Jmh(Path file, Length length) throws IOException {
        this.length = length;
        Files.createDirectories(file.toAbsolutePath().getParent());
        log = new PrintStream(Files.newOutputStream(file), true, UTF_8);
    }

    /** The nanoseconds per operation of the best iteration of the benchmark of that name. */
    double best(String benchmark) throws RunnerException {
        List<String> parts = List.of(benchmark.split(" ", -1));
        TimeValue each = TimeValue.milliseconds(length.each.toMillis());
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include("^" + Pattern.quote(Score.PACKAGE + parts.getFirst()) + "$")
                        .shouldFailOnError(true)
                        .jvmArgs(jvm())
                        .jvmArgsAppend(append(parts.getFirst()))
                        .forks(1)
                        .warmupIterations(length.warmups)
                        .warmupTime(each)
                        .measurementIterations(length.iterations)
                        .measurementTime(each)
                        .timeout(TimeValue.minutes(1));
        for (String param : parts.subList(1, parts.size())) {
            int equals = param.indexOf('=');
            options.param(param.substring(0, equals), param.substring(equals + 1));
        }
        OutputFormat format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        for (RunResult result : new Runner(options.build(), format).run()) {
            if (Score.name(result.getParams()).equals(benchmark)) {
                return Score.of(result).best();
            }
        }
        throw new RunnerException("There is no result of " + benchmark);
    }

    private String[] jvm() {
        List<String> args = new ArrayList<>(JVM);
        if (length.warmups == 0) {
            args.add(COLD);
        }
        return args.toArray(String[]::new);
    }

    /** In place of what the benchmark's own class says. */
    private static String[] append(String benchmark) {
        String type = Score.PACKAGE + benchmark.substring(0, benchmark.indexOf('.'));
        try {
            boolean oneThread = InVirtualThreads.class.isAssignableFrom(Class.forName(type));
            return (oneThread ? ONE_THREAD : List.<String>of()).toArray(String[]::new);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no benchmark " + benchmark, e);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
