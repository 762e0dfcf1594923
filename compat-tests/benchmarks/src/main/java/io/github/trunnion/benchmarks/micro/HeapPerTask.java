package io.github.trunnion.benchmarks.micro;

import com.sun.management.HotSpotDiagnosticMXBean;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Phaser;

/**
 * Measures the heap that a parked poll task takes beside the user's future.
 *
 * <p>A million futures keep their wakers, the caller keeps the futures and their {@link
 * TaskFuture}s; futures and arrays are there before the first measurement. Exit code 1 if the
 * median of the rounds is above the limit.
 */
public final class HeapPerTask {
    private static final double LIMIT = 64;
    private static final int TASKS = 1_000_000;
    private static final int ROUNDS = 5;

    private HeapPerTask() {}

    /** Keeps its waker and never becomes ready. */
    private static final class Parked implements PollFuture<String> {
        private @Nullable Waker waker;

        @Override
        public Poll<String> poll(Context cx) {
            waker = cx.waker();
            return Poll.pending();
        }
    }

    /**
     * Measures and prints.
     *
     * @param args the number of tasks, a million by default
     */
    public static void main(String[] args) throws InterruptedException {
        int tasks = args.length == 0 ? TASKS : Integer.parseInt(args[0]);
        double[] perTask = new double[ROUNDS];
        measure(1000, false);
        for (int round = 0; round < ROUNDS; round++) {
            perTask[round] = measure(tasks, round == 0);
            System.out.printf("round %d: %.2f B per parked task%n", round + 1, perTask[round]);
        }
        Arrays.sort(perTask);
        double median = perTask[ROUNDS / 2];
        boolean good = Math.round(median * 10) / 10.0 <= LIMIT; // the rest is the JVM's own
        System.out.printf(
                "%,d parked tasks, median of %d rounds: %.2f B each beside the user's future,"
                        + " TaskFuture and waker included; limit %.0f B: %s%n",
                tasks, ROUNDS, median, LIMIT, good ? "ok" : "TOO MUCH");
        System.exit(good ? 0 : 1);
    }

    static double measure(int tasks, boolean layout) throws InterruptedException {
        Parked[] futures = new Parked[tasks];
        Arrays.setAll(futures, i -> new Parked());
        TaskFuture<?>[] results = new TaskFuture<?>[tasks];
        BridgeExecutor executor = BridgeExecutor.builder().name("heap").daemon(true).build();
        try {
            barrier(executor);
            long before = usedAfterGc();
            for (int i = 0; i < tasks; i++) {
                results[i] = executor.spawn(futures[i]);
            }
            barrier(executor);
            long after = usedAfterGc();
            for (Parked future : futures) {
                if (future.waker == null) {
                    throw new IllegalStateException("a task was not polled");
                }
            }
            if (layout) {
                print("waker, context and queue node", futures[0].waker);
                print("TaskFuture", results[0]);
            }
            return (double) (after - before) / tasks;
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    /** Returns when the carrier has run all that was queued before. */
    private static void barrier(BridgeExecutor executor) {
        Phaser reached = new Phaser(1);
        executor.execute(reached::arrive);
        reached.awaitAdvance(0);
    }

    static long usedAfterGc() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** What each task has beside its TaskFuture. */
    static long nodeSize() {
        Parked future = new Parked();
        BridgeExecutor executor = BridgeExecutor.builder().name("heap").daemon(true).build();
        try {
            var _ = executor.spawn(future);
            barrier(executor);
            Waker waker = future.waker;
            if (waker == null) {
                throw new IllegalStateException("a task was not polled");
            }
            return size(waker.getClass());
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    private static void print(String what, @Nullable Object object) {
        if (object != null) {
            System.out.printf(
                    "%s: %s, about %d B%n",
                    what, object.getClass().getName(), size(object.getClass()));
        }
    }

    /** The size that the fields add up to, as HotSpot lays them out without gaps. */
    private static long size(Class<?> type) {
        int reference = flag("UseCompressedOops") ? 4 : 8;
        long size =
                flag("UseCompactObjectHeaders") ? 8 : flag("UseCompressedClassPointers") ? 12 : 16;
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    size += size(field, reference);
                }
            }
        }
        return (size + 7) / 8 * 8;
    }

    private static int size(Field field, int reference) {
        Class<?> type = field.getType();
        if (!type.isPrimitive()) {
            return reference;
        }
        return type == long.class || type == double.class
                ? 8
                : type == int.class || type == float.class
                        ? 4
                        : type == short.class || type == char.class ? 2 : 1;
    }

    private static boolean flag(String name) {
        try {
            return Boolean.parseBoolean(
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                            .getVMOption(name)
                            .getValue());
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
