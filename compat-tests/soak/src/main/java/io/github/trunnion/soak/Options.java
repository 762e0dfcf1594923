package io.github.trunnion.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to run.
 *
 * @param time how long samples are taken, after a warm-up
 * @param warmUp how long all loads run before anything counts
 * @param every the time between two samples
 * @param patience how long a load may make no progress, and how long the drain may take
 * @param rate factor of the pace
 * @param seed of all that is chosen at random
 * @param loads {@code all}, or names
 * @param folder where plots and figures go
 */
record Options(
        Duration time,
        Duration warmUp,
        Duration every,
        Duration patience,
        double rate,
        long seed,
        String loads,
        Path folder) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** From arguments like {@code minutes=30}. */
    static Options parse(String... args) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("minutes", "30");
        given.put("rate", "1");
        given.put("seed", "1");
        given.put("loads", "all");
        given.put("out", "target/soak");
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 0
                    || given.put(arg.substring(0, equals), arg.substring(equals + 1)) == null) {
                throw new IllegalArgumentException(
                        "\""
                                + arg
                                + "\" is no option. Give minutes=, rate=, seed=, loads= or out=.");
            }
        }
        double minutes = Double.parseDouble(given.getOrDefault("minutes", ""));
        double rate = Double.parseDouble(given.getOrDefault("rate", ""));
        if (!(minutes > 0) || !(rate > 0)) {
            throw new IllegalArgumentException(
                    "minutes=" + minutes + " rate=" + rate + ": give positive numbers.");
        }
        return of(
                Duration.ofMillis(Math.round(minutes * 60_000)),
                rate,
                Long.parseLong(given.getOrDefault("seed", "")),
                given.getOrDefault("loads", ""),
                Path.of(given.getOrDefault("out", "")).toAbsolutePath());
    }

    /** Samples each 10 seconds, in a short run more often. */
    static Options of(Duration time, double rate, long seed, String loads, Path folder) {
        Duration every = shorter(Duration.ofSeconds(10), time.dividedBy(20));
        return new Options(
                time,
                shorter(Duration.ofSeconds(10), time.dividedBy(4)),
                every,
                PATIENCE,
                rate,
                seed,
                loads,
                folder);
    }

    Options withPatience(Duration limit) {
        return new Options(time, warmUp, every, limit, rate, seed, loads, folder);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
