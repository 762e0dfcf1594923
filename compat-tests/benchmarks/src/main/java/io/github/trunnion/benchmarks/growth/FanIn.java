package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import java.util.ArrayList;
import java.util.List;

/**
 * One future that waits for many, which are completed one by one on the same carrier: it is polled
 * after each, so a parent that looks at all of them each time shows.
 */
final class FanIn {
    /** Small ones are run so often that they have as many futures in all. */
    private static final int FUTURES = 10_000;

    private FanIn() {}

    static long all(int count) {
        return run(
                count,
                true,
                promises -> PollFutures.map(PollFutures.all(promises), values -> values.size()));
    }

    static long join(int count) {
        return run(count, true, promises -> tree(promises, 0, promises.size()));
    }

    static long race(int count) {
        return run(count, false, promises -> PollFutures.race(promises));
    }

    /** Each element is a future that is pending once. */
    static long forEach(int count) {
        int times = Math.max(1, FUTURES / count);
        List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(i);
        }
        List<TaskFuture<?>> tasks = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            tasks.add(
                    OneCarrier.EXECUTOR.spawn(
                            PollFutures.forEach(elements, 64, element -> PollFutures.yieldNow())));
        }
        for (TaskFuture<?> task : tasks) {
            var _ = task.join();
        }
        return (System.nanoTime() - start) / times;
    }

    private static PollFuture<Integer> tree(List<Promise<Integer>> promises, int from, int to) {
        if (to - from == 1) {
            return promises.get(from);
        }
        int half = (from + to) >>> 1;
        return PollFutures.join(
                tree(promises, from, half), tree(promises, half, to), (a, b) -> a + b);
    }

    /** Makes the one that waits. */
    private interface Parent {
        PollFuture<Integer> of(List<Promise<Integer>> promises);
    }

    private static long run(int count, boolean values, Parent parent) {
        int times = Math.max(1, FUTURES / count);
        List<List<Promise<Integer>>> groups = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            List<Promise<Integer>> promises = new ArrayList<>(count);
            for (int j = 0; j < count; j++) {
                promises.add(new Promise<>());
            }
            groups.add(promises);
        }
        List<TaskFuture<Integer>> tasks = new ArrayList<>();
        long start = System.nanoTime();
        for (List<Promise<Integer>> promises : groups) {
            tasks.add(OneCarrier.EXECUTOR.spawn(parent.of(promises)));
            var _ = OneCarrier.EXECUTOR.spawn(new Completer(promises, values));
        }
        for (TaskFuture<Integer> task : tasks) {
            int value = task.join();
            OneCarrier.require(value == (values ? count : 1), "of " + count + ": " + value);
        }
        return (System.nanoTime() - start) / times;
    }

    /** Completes one in each poll; or has all fail but the last. */
    private static final class Completer implements PollFuture<String> {
        private final IllegalStateException lost = new IllegalStateException("lost");

        private final List<Promise<Integer>> promises;
        private final boolean values;
        private int next;

        Completer(List<Promise<Integer>> promises, boolean values) {
            this.promises = promises;
            this.values = values;
        }

        @Override
        public Poll<String> poll(Context cx) {
            Promise<Integer> promise = promises.get(next++);
            boolean last = next == promises.size();
            if (values || last) {
                promise.complete(1);
            } else {
                promise.fail(lost);
            }
            if (last) {
                return Poll.ready("");
            }
            cx.waker().wake();
            return Poll.pending();
        }
    }
}
