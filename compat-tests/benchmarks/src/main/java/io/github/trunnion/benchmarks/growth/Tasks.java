package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Promise;

import java.util.ArrayList;
import java.util.List;

/** Tasks of one carrier that park, and what ends them. */
final class Tasks {
    private final List<Promise<String>> promises = new ArrayList<>();
    private final TaskFuture<?>[] tasks;

    private Tasks(int count) {
        tasks = new TaskFuture<?>[count];
        for (int i = 0; i < count; i++) {
            promises.add(new Promise<>());
        }
    }

    private void spawn() {
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = OneCarrier.EXECUTOR.spawn(promises.get(i));
        }
        OneCarrier.barrier();
    }

    /** Wakes all of them, on this thread. */
    private void wakeAll() {
        for (Promise<String> promise : promises) {
            promise.complete("a");
        }
        OneCarrier.barrier();
    }

    private void cancelAll() {
        for (TaskFuture<?> task : tasks) {
            task.cancel(false);
        }
        OneCarrier.barrier();
    }

    private void requireDone() {
        for (TaskFuture<?> task : tasks) {
            OneCarrier.require(task.isDone(), "a task is not done");
        }
    }

    static long park(int count) {
        Tasks tasks = new Tasks(count);
        long start = System.nanoTime();
        tasks.spawn();
        long nanos = System.nanoTime() - start;
        tasks.wakeAll();
        tasks.requireDone();
        return nanos;
    }

    static long wake(int count) {
        Tasks tasks = new Tasks(count);
        tasks.spawn();
        long start = System.nanoTime();
        tasks.wakeAll();
        long nanos = System.nanoTime() - start;
        tasks.requireDone();
        return nanos;
    }

    static long cancel(int count) {
        Tasks tasks = new Tasks(count);
        tasks.spawn();
        long start = System.nanoTime();
        tasks.cancelAll();
        long nanos = System.nanoTime() - start;
        tasks.requireDone();
        return nanos;
    }
}
