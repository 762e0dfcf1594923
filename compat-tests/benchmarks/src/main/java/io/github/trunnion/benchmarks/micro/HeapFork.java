package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.benchmarks.Fork;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.futures.Promise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Measures the heap in a JVM of its own, and says what {@link Heap} asks for. */
final class HeapFork {
    static final String TASK = "task";
    static final String NODE = "node";
    static final String CARRIED = "carried";
    static final String JOINED = "joined";
    static final String DEPENDENT = "dependent";

    private HeapFork() {}

    /**
     * Measures.
     *
     * @param args how many tasks, how many threads (0: none), how many rounds
     */
    public static void main(String[] args) throws Exception {
        int tasks = Integer.parseInt(args[0]);
        int threads = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        HeapPerTask.measure(1000, false);
        for (int round = 0; round < rounds; round++) {
            say(TASK, HeapPerTask.measure(tasks, false));
        }
        say(NODE, (double) HeapPerTask.nodeSize());
        if (threads > 0) {
            // A stack of compiled frames is smaller.
            for (int i = 0; i < 3; i++) {
                var _ = carried(threads / 2) + joined(threads / 2);
            }
            for (int round = 0; round < rounds; round++) {
                say(CARRIED, carried(threads));
                say(JOINED, joined(threads));
                say(DEPENDENT, dependents(threads));
            }
        }
        System.exit(0);
    }

    private static void say(String name, double value) {
        Fork.say(name + " " + value);
    }

    private static double carried(int threads) throws Exception {
        try (BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name("heap")
                        .daemon(true)
                        .mode(BridgeMode.CARRIER)
                        .build()) {
            List<Promise<String>> promises = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                promises.add(new Promise<>());
            }
            return parked(
                    executor.threadFactory(),
                    threads,
                    i -> () -> await(executor, promises.get(i)),
                    i -> promises.get(i).complete("a"));
        }
    }

    private static void await(BridgeExecutor executor, Promise<String> promise) {
        try {
            Threads.require(executor.await(promise).equals("a"), "not its value");
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static double joined(int threads) throws InterruptedException {
        CompletableFuture<?>[] stages = new CompletableFuture<?>[threads];
        Arrays.setAll(stages, i -> new CompletableFuture<String>());
        return parked(
                Thread.ofVirtual().factory(),
                threads,
                i -> stages[i]::join,
                i -> stages[i].complete(null));
    }

    /** The heap that threads take once they wait. */
    private static double parked(
            ThreadFactory factory, int count, IntFunction<Runnable> bodies, IntConsumer end)
            throws InterruptedException {
        Thread[] threads = new Thread[count];
        Runnable[] made = new Runnable[count];
        Arrays.setAll(made, bodies);
        long before = HeapPerTask.usedAfterGc();
        for (int i = 0; i < count; i++) {
            threads[i] = factory.newThread(made[i]);
            threads[i].start();
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        long after = HeapPerTask.usedAfterGc();
        for (int i = 0; i < count; i++) {
            end.accept(i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return (double) (after - before) / count;
    }

    private static double dependents(int count) throws InterruptedException {
        CompletableFuture<?>[] stages = new CompletableFuture<?>[count];
        CompletableFuture<?>[] dependents = new CompletableFuture<?>[count];
        Arrays.setAll(stages, i -> new CompletableFuture<String>());
        long before = HeapPerTask.usedAfterGc();
        Arrays.setAll(dependents, i -> stages[i].thenApply(x -> "a"));
        long after = HeapPerTask.usedAfterGc();
        for (CompletableFuture<?> stage : stages) {
            stage.complete(null);
        }
        Threads.require(dependents[count - 1].isDone(), "a dependent did not run");
        return (double) (after - before) / count;
    }
}
