package io.github.trunnion.examples.fetch;

import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.examples.Table;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Compares what the ways have fetched. */
final class Report {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final List<Item> items;
    private final List<WayResult> results;
    private final BridgeMode mode;

    /**
     * Makes a report.
     *
     * @param items all items
     * @param results of each way, at least one
     * @param mode where virtual threads ran
     */
    Report(List<Item> items, List<WayResult> results, BridgeMode mode) {
        this.items = items;
        this.results = results;
        this.mode = mode;
    }

    /** Whether every way has fetched every item, and the digests agree. */
    boolean isClean() {
        return results.stream().allMatch(r -> r.failed() == 0)
                && items.stream().allMatch(item -> digests(item).size() == 1);
    }

    void print(PrintStream out, boolean withList) {
        if (withList) {
            items.forEach(item -> printContent(out, item));
        }
        items.forEach(item -> printTrouble(out, item));
        out.println();
        table().lines().forEach(out::println);
        out.println();
        out.println(agreement());
        if (results.stream().anyMatch(result -> result.way() == WayName.BLOCKING)) {
            out.println(
                    mode == BridgeMode.CARRIER
                            ? "The virtual threads of the blocking way ran on the carrier."
                            : "The virtual threads of the blocking way ran on the JDK's threads;"
                                    + " --carriers has them run on the carrier.");
        }
        if (results.size() > 1) {
            out.println("(The first way also warms up the JVM, which the others profit from.)");
        }
    }

    /** In the format of sha256sum, with the length between digest and name. */
    private void printContent(PrintStream out, Item item) {
        results.stream()
                .flatMap(result -> result.fetched(item).stream())
                .findFirst()
                .ifPresent(
                        content ->
                                out.println(
                                        content.sha256()
                                                + String.format("  %12d  ", content.bytes())
                                                + item.name()));
    }

    private void printTrouble(PrintStream out, Item item) {
        Map<String, List<String>> waysByFailure = new LinkedHashMap<>();
        for (WayResult result : results) {
            if (result.outcome(item) instanceof Outcome.Failed(String message)) {
                waysByFailure
                        .computeIfAbsent(message, m -> new ArrayList<>())
                        .add(result.way().label());
            }
        }
        waysByFailure.forEach(
                (message, ways) ->
                        out.println(
                                "failed: "
                                        + item.name()
                                        + ": "
                                        + message
                                        + (ways.size() == results.size()
                                                ? ""
                                                : " (" + String.join(", ", ways) + ")")));
        if (digests(item).size() > 1) {
            out.println("differs: " + item.name() + ": " + digests(item));
        }
    }

    /** The ways that fetched the item, by the digest that they found. */
    private Map<String, String> digests(Item item) {
        return results.stream()
                .filter(result -> result.fetched(item).isPresent())
                .collect(
                        Collectors.toMap(
                                result -> result.fetched(item).orElseThrow().sha256(),
                                result -> result.way().label(),
                                (one, other) -> one + ", " + other,
                                LinkedHashMap::new));
    }

    private Table table() {
        Table table = new Table();
        table.add(
                "way",
                "files",
                "bytes",
                "failed",
                "SHA-256",
                "seconds",
                "MB/s",
                "polls",
                "hook parks",
                "plain parks",
                "unparks",
                "foreign submits");
        for (WayResult result : results) {
            double seconds = result.time().toNanos() / NANOS_PER_SECOND;
            table.add(
                    result.way().label(),
                    number(result.files()),
                    number(result.bytes()),
                    number(result.failed()),
                    number(agreeing(result)) + " agree",
                    String.format(Locale.ROOT, "%.2f", seconds),
                    String.format(
                            Locale.ROOT, "%.1f", result.bytes() / seconds / BYTES_PER_MEGABYTE),
                    number(spent(result, CarrierCounters::polls)),
                    number(spent(result, CarrierCounters::parksHook)),
                    number(spent(result, CarrierCounters::parksPlain)),
                    number(spent(result, CarrierCounters::unparks)),
                    number(spent(result, CarrierCounters::foreignSubmits)));
        }
        return table;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static long spent(WayResult result, ToLongFunction<CarrierCounters> counter) {
        return counter.applyAsLong(result.after()) - counter.applyAsLong(result.before());
    }

    /** How many files of a way have the digest that every other way has found, too. */
    private long agreeing(WayResult result) {
        return items.stream()
                .map(item -> result.fetched(item).map(content -> agrees(item)))
                .flatMap(Optional::stream)
                .filter(agrees -> agrees)
                .count();
    }

    private boolean agrees(Item item) {
        return digests(item).size() == 1
                && results.stream().allMatch(result -> result.fetched(item).isPresent());
    }

    private String agreement() {
        long agreeing = items.stream().filter(this::agrees).count();
        Duration total =
                results.stream().map(WayResult::time).reduce(Duration.ZERO, Duration::plus);
        return String.format(
                Locale.ROOT,
                "%s of %,d items, in %.2f s.",
                results.size() == 1
                        ? String.format(Locale.ROOT, "One way fetched %,d", agreeing)
                        : String.format(
                                Locale.ROOT, "%d ways agree on %,d", results.size(), agreeing),
                items.size(),
                total.toNanos() / NANOS_PER_SECOND);
    }
}
