package io.github.trunnion.interleavings;

import io.github.trunnion.mutations.EditedClasses;
import io.github.trunnion.mutations.Edits;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Explores all scenarios, some, or one seed of one.
 *
 * <p>Arguments, each {@code name=value}, an empty value counting as none: {@code seeds} how many
 * seeds of each scenario; {@code from} the first one; {@code scenario} a part of the names; {@code
 * seed} one seed, with its trace; {@code twin} an edit that stands in for the real code.
 */
public final class ExploreMain {
    private static final long PROGRESS = 10_000_000_000L;
    private static final long CHUNK = 5_000;

    private ExploreMain() {}

    /**
     * Runs; exits with 1 if a scenario fails, with 2 if the arguments are wrong.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2
                    || !List.of("seeds", "from", "scenario", "seed", "twin").contains(parts[0])) {
                refuse(
                        "The argument "
                                + argument
                                + " is none of seeds=, from=, scenario=, seed=, twin=.");
            }
            if (!parts[1].isEmpty()) {
                given.put(parts[0], parts[1]);
            }
        }
        String twin = given.get("twin");
        World world = new World(twin == null ? Map.of() : EditedClasses.compile(Edits.named(twin)));
        String part = given.getOrDefault("scenario", "");
        List<World.Case> all = world.scenarios(Scenarios.CLASSES);
        List<World.Case> chosen = all.stream().filter(s -> s.name().contains(part)).toList();
        if (chosen.isEmpty()) {
            refuse("No scenario is called " + part + "; there are " + all + ".");
        }
        boolean failed =
                given.containsKey("seed")
                        ? replay(chosen, number(given, "seed", 0))
                        : explore(
                                chosen, number(given, "from", 0), number(given, "seeds", 100_000));
        System.exit(failed ? 1 : 0);
    }

    private static long number(Map<String, String> given, String name, long otherwise) {
        try {
            return Long.parseLong(given.getOrDefault(name, String.valueOf(otherwise)));
        } catch (NumberFormatException e) {
            refuse(name + "=" + given.get(name) + " is no number.");
            return otherwise;
        }
    }

    private static void refuse(String why) {
        System.err.println(why);
        System.exit(2);
    }

    private static boolean replay(List<World.Case> scenarios, long seed) {
        boolean failed = false;
        for (World.Case scenario : scenarios) {
            Outcome outcome = Explorer.run(scenario, seed, true);
            if (outcome.failure() != null) {
                failed = true;
                System.out.println(Explorer.describe(scenario, outcome));
            } else {
                outcome.trace().forEach(line -> System.out.println("    " + line));
                System.out.println(scenario + " holds under seed " + seed + ".");
            }
        }
        return failed;
    }

    private static boolean explore(List<World.Case> scenarios, long from, long seeds) {
        String format = "%-52s %10s %12s %12s %8s  %s%n";
        System.out.printf(
                Locale.ROOT,
                format,
                "scenario",
                "seeds",
                "steps",
                "switches",
                "seconds",
                "verdict");
        boolean failed = false;
        long[] sum = new long[4];
        for (World.Case scenario : scenarios) {
            Explorer.Result result = inChunks(scenario, from, seeds);
            Outcome failure = result.failure();
            row(
                    format,
                    scenario.name(),
                    new long[] {result.seeds(), result.steps(), result.switches(), result.nanos()},
                    failure == null ? "holds" : "FAILS under seed " + failure.seed());
            if (failure != null) {
                failed = true;
                System.out.println(Explorer.describe(scenario, failure));
            }
            sum[0] += result.seeds();
            sum[1] += result.steps();
            sum[2] += result.switches();
            sum[3] += result.nanos();
        }
        row(format, "all " + scenarios.size(), sum, failed ? "FAILS" : "all hold");
        return failed;
    }

    private static void row(String format, String name, long[] figures, String verdict) {
        System.out.printf(
                Locale.ROOT,
                format,
                name,
                figures[0],
                figures[1],
                figures[2],
                String.format(Locale.ROOT, "%.1f", figures[3] / 1e9),
                verdict);
    }

    /** Says from time to time how far it is. */
    private static Explorer.Result inChunks(World.Case scenario, long from, long seeds) {
        long start = System.nanoTime();
        long told = start;
        Explorer.Result sum = new Explorer.Result(0, 0, 0, 0, null);
        while (sum.seeds() < seeds && sum.failure() == null) {
            long count = Math.min(CHUNK, seeds - sum.seeds());
            sum = sum.plus(Explorer.explore(scenario, from + sum.seeds(), count));
            if (System.nanoTime() - told > PROGRESS) {
                told = System.nanoTime();
                System.err.printf(
                        Locale.ROOT,
                        "  %s: %d of %d seeds in %.0f s%n",
                        scenario,
                        sum.seeds(),
                        seeds,
                        (told - start) / 1e9);
            }
        }
        return sum;
    }
}
