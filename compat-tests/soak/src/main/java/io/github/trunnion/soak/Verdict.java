package io.github.trunnion.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Judges what was measured beside the books of the loads. */
final class Verdict {
    /** How much more heap the last third may hold than the first third. */
    static final double HEAP_GROWTH = 1.05;

    /** What a run of less than a minute may add, because the JVM itself still warms up. */
    private static final long SHORT_RUN_SLACK = 4L << 20;

    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    private Verdict() {}

    /** How much of a run is left out before heap is compared. */
    static long excludedMillis(long millis) {
        return Math.min(Math.max(MINUTE, millis / 20), millis / 5);
    }

    static Check heap(Samples samples) {
        long[] millis = samples.column(Samples.Column.MILLIS);
        long[] heap = samples.column(Samples.Column.HEAP);
        long total = millis.length == 0 ? 0 : millis[millis.length - 1];
        long excluded = excludedMillis(total);
        int from = 0;
        while (from < millis.length && millis[from] < excluded) {
            from++;
        }
        int third = (heap.length - from) / 3;
        if (third == 0) {
            return new Check("heap", "last third <= 1.05 x first third", false, "no samples");
        }
        double first = Arrays.stream(heap, from, from + third).average().orElse(0);
        double last = Arrays.stream(heap, heap.length - third, heap.length).average().orElse(0);
        long slack = total < MINUTE ? SHORT_RUN_SLACK : 0;
        String claim =
                slack == 0
                        ? "after GC: last third <= 1.05 x first third"
                        : "after GC: last third <= 1.05 x first third + 4 MiB (a short run)";
        return new Check(
                "heap",
                claim,
                last <= HEAP_GROWTH * first + slack,
                String.format(
                        "%,.0f KiB, %,.0f KiB, ratio %.3f; first %d s left out",
                        first / 1024, last / 1024, last / first, excluded / 1000));
    }

    static List<Check> resources(
            List<String> threadsBefore,
            List<String> threadsAfter,
            long descriptorsBefore,
            long descriptorsAfter) {
        List<Check> checks = new ArrayList<>();
        List<String> surplus = Machine.surplus(threadsAfter, threadsBefore);
        checks.add(
                new Check(
                        "threads",
                        "as many as before",
                        surplus.isEmpty(),
                        threadsBefore.size() + ", " + threadsAfter.size() + " " + surplus));
        checks.add(
                new Check(
                        "descriptors",
                        "as many as before",
                        descriptorsAfter <= descriptorsBefore,
                        descriptorsBefore + ", " + descriptorsAfter));
        return checks;
    }
}
