package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A fixed amount of work on some carriers. */
final class Carriers {
    private static final int TASKS = 64;
    private static final int STEPS = 20;

    private Carriers() {}

    /** Tasks that compute, and let others run in between. */
    static long work(int carriers, int amount) {
        BridgeExecutor executor = executor(carriers);
        try {
            List<TaskFuture<Long>> tasks = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(executor.spawn(new Computation(amount / TASKS / STEPS)));
            }
            long sum = 0;
            for (TaskFuture<Long> task : tasks) {
                sum += task.join();
            }
            OneCarrier.require(sum != 0, "nothing was computed");
            return System.nanoTime() - start;
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    /** Actions that this thread hands over. */
    static long submits(int carriers, int amount) throws InterruptedException {
        BridgeExecutor executor = executor(carriers);
        try {
            CountDownLatch left = new CountDownLatch(amount);
            long start = System.nanoTime();
            for (int i = 0; i < amount; i++) {
                executor.execute(left::countDown);
            }
            left.await();
            return System.nanoTime() - start;
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    private static BridgeExecutor executor(int carriers) {
        return BridgeExecutor.builder().name("carriers").carriers(carriers).daemon(true).build();
    }

    private static final class Computation implements PollFuture<Long> {
        private final int each;
        private int left = STEPS;
        private long value = 1;

        Computation(int each) {
            this.each = each;
        }

        @Override
        public Poll<Long> poll(Context cx) {
            for (int i = 0; i < each; i++) {
                value = value * 6364136223846793005L + 1442695040888963407L;
            }
            if (--left == 0) {
                return Poll.ready(value | 1);
            }
            cx.waker().wake();
            return Poll.pending();
        }
    }
}
