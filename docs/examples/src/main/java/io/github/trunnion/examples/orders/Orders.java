package io.github.trunnion.examples.orders;

import io.github.trunnion.examples.Table;
import io.github.trunnion.examples.TraceColumns;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Enriches the same orders by each step of the migration, and compares the steps.
 *
 * <p>{@code Orders --help} tells the options.
 */
public final class Orders {
    private static final String USAGE =
            """
            usage: orders [--orders N] [--log]

            Enriches N orders (40) by each step of a migration from futures to blocking code,
            against servers on loopback, and compares the steps. docs/worked-example.md explains
            them. With --log the script docs/examples/orders has each step log to the standard
            error output. The exit code is 0 if all steps give the same orders, 1 if not, 2 for
            misuse.
            """;
    private static final Duration LATENCY = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int WIDTH = 44;
    private static final int DEEPEST = 7;
    private static final int TRACE_LINES = 20;
    private static final int CLEAN = 0;
    private static final int TROUBLE = 1;
    private static final int MISUSE = 2;

    private final PrintStream out;
    private final int count;

    /** What is known of a step without probes. */
    private record Measured(Step step, long millis, boolean namesCaller) {}

    private Orders(PrintStream out, int count) {
        this.out = out;
        this.count = count;
    }

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs the program; the result is its exit code. */
    static int run(PrintStream out, PrintStream err, String... args) throws Exception {
        int count = 40;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help" -> {
                    out.print(USAGE);
                    return CLEAN;
                }
                case "--log" -> {} // read by the script
                case "--orders" -> {
                    i++;
                    count = i < args.length ? number(args[i]) : 0;
                }
                default -> count = 0;
            }
            if (count < 1) {
                err.println("orders: not understood: " + String.join(" ", args));
                err.println();
                err.print(USAGE);
                return MISUSE;
            }
        }
        return new Orders(out, count).compare() ? CLEAN : TROUBLE;
    }

    /** The number, or 0. */
    private static int number(String text) {
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
    }

    private boolean compare() throws Exception {
        List<String> lines =
                IntStream.rangeClosed(1, count)
                        .mapToObj(i -> "o%d;c%d;%s;%d".formatted(i, 1 + i % 2, item(i), i))
                        .toList();
        out.printf(
                "Each step enriches %d orders, %d at a time; an answer takes %d ms.%n",
                count, Limits.standard().window(), LATENCY.toMillis());
        HashSet<List<String>> results = new HashSet<>();
        List<Measured> measured = new ArrayList<>();
        TraceColumns traces = new TraceColumns(WIDTH, DEEPEST);
        for (Step step : Step.values()) {
            try (Shops shops = Shops.start(LATENCY);
                    OrderEnrichment enrichment = step.open(shops.shop(), Limits.standard())) {
                long start = System.nanoTime();
                results.add(stream(step, enrichment, lines));
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                Throwable thrown = report(step, enrichment);
                measured.add(new Measured(step, time.toMillis(), namesCaller(thrown)));
                traces.add(step.label(), thrown);
            }
        }
        out.println();
        table(measured).forEach(out::println);
        out.println();
        out.println("(The first step also warms up the JVM, which the others profit from.)");
        out.println();
        out.println(
                "An order of an unknown customer fails; the traces that its caller gets begin so:");
        out.println();
        traces.lines().stream().limit(TRACE_LINES).forEach(out::println);
        out.println();
        boolean same = results.size() == 1;
        out.println(same ? "All steps give the same orders." : "The steps give different orders.");
        return same;
    }

    private static String item(int i) {
        return i % 3 == 0 ? "ink" : "pen";
    }

    private List<String> stream(Step step, OrderEnrichment enrichment, List<String> lines) {
        List<String> enriched = new ArrayList<>();
        try (Stream<EnrichedOrder> orders = Flows.stream(enrichment.stream(lines), 4)) {
            orders.forEach(
                    order -> {
                        enriched.add(order.line());
                        if (enriched.size() % 20 == 0 || enriched.size() == count) {
                            out.printf(
                                    "%-14s %d of %d, the last one is %s%n",
                                    step.label(), enriched.size(), count, order.line());
                        }
                    });
        }
        return enriched;
    }

    /** The caller whose name one looks for in a trace. */
    static Throwable report(Step step, OrderEnrichment enrichment) throws InterruptedException {
        try {
            return new AssertionError("enriched: " + step.enrich(enrichment, "o0;nobody;pen;1"));
        } catch (RuntimeException expected) {
            return expected;
        }
    }

    /** Whether a trace, or that of a cause, has {@link #report} in it. */
    static boolean namesCaller(Throwable thrown) {
        return Stream.iterate(thrown, t -> t != null, Throwable::getCause)
                .flatMap(t -> Arrays.stream(t.getStackTrace()))
                .anyMatch(
                        frame ->
                                frame.getClassName().equals(Orders.class.getName())
                                        && frame.getMethodName().equals("report"));
    }

    private static List<String> table(List<Measured> measured)
            throws IOException, InterruptedException {
        Table table = new Table();
        table.add(
                "step",
                "lines of code",
                "ms",
                "trace names caller",
                "time-out closes",
                "failure closes",
                "cancel closes");
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            List<ScopeMember<Boolean>> closes = new ArrayList<>();
            for (Measured each : measured) { // most of them wait for nothing to happen
                Probes probes = new Probes(each.step, GRACE);
                closes.add(scope.fork(probes::timeoutCloses));
                closes.add(scope.fork(probes::failureCloses));
                closes.add(scope.fork(probes::cancelCloses));
            }
            scope.join();
            Iterator<ScopeMember<Boolean>> next = closes.iterator();
            for (Measured each : measured) {
                table.add(
                        each.step.label(),
                        String.valueOf(each.step.linesOfCode()),
                        String.valueOf(each.millis),
                        yesNo(each.namesCaller),
                        yesNo(next.next().get()),
                        yesNo(next.next().get()),
                        yesNo(next.next().get()));
            }
        }
        return table.lines();
    }

    private static String yesNo(boolean answer) {
        return answer ? "yes" : "no";
    }
}
