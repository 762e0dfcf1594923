package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.benchmarks.Fork;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Measures in a JVM of its own, and says one line for each point. */
final class GrowthFork {
    static final String WORK = "work";
    static final String SUBMITS = "submits";

    private GrowthFork() {}

    /**
     * Measures.
     *
     * @param args the largest size; points in a decade; the least number of repetitions;
     *     milliseconds to warm up; the least milliseconds for each point; the names of the sweeps,
     *     or "carriers"
     */
    public static void main(String[] args) throws Exception {
        int most = Integer.parseInt(args[0]);
        int perDecade = Integer.parseInt(args[1]);
        int repetitions = Integer.parseInt(args[2]);
        long warmUp = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(args[3]));
        long each = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(args[4]));
        for (String name : List.of(args).subList(5, args.length)) {
            if (name.equals(GrowthSection.CARRIERS)) {
                carriers(most, repetitions);
                continue;
            }
            Sweep sweep = Sweeps.named(name);
            List<Integer> sizes = sizes(sweep.least(), Math.min(most, sweep.most()), perDecade);
            var _ = best(sweep, sizes.get(1), 1, warmUp);
            for (int size : sizes) {
                long best = best(sweep, size, repetitions, each);
                Fork.say(name + "\t" + size + "\t" + best);
            }
        }
        System.exit(0);
    }

    private static long best(Sweep sweep, int size, int repetitions, long time) throws Exception {
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < repetitions || System.nanoTime() - start < time; i++) {
            if (i < repetitions) {
                System.gc();
            }
            best = Math.min(best, sweep.body().nanos(size));
        }
        return best;
    }

    /** Sizes that are as far apart on a logarithmic axis; at least two. */
    static List<Integer> sizes(int least, int most, int perDecade) {
        int from = least < most ? least : Math.max(1, most / 10);
        long steps = Math.round(Math.log10((double) most / from) * perDecade);
        return LongStream.rangeClosed(0, steps)
                .mapToObj(i -> (int) Math.round(from * Math.pow(10, (double) i / perDecade)))
                .toList();
    }

    private static void carriers(int most, int repetitions) throws InterruptedException {
        for (int i = 0; i < repetitions; i++) {
            for (int carriers = 1; carriers <= 2; carriers++) {
                Fork.say(WORK + "\t" + carriers + "\t" + Carriers.work(carriers, 200 * most));
                Fork.say(
                        SUBMITS
                                + "\t"
                                + carriers
                                + "\t"
                                + Carriers.submits(carriers, Math.max(most / 4, 1000)));
            }
        }
    }
}
