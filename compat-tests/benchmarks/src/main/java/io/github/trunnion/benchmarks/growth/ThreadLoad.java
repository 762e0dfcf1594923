package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.futures.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Virtual threads of one carrier that park in awaits. */
final class ThreadLoad {
    private final List<Promise<String>> promises = new ArrayList<>();
    private final CountDownLatch left;

    private ThreadLoad(int count) {
        left = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            promises.add(new Promise<>());
        }
    }

    private void start() {
        for (Promise<String> promise : promises) {
            OneCarrier.EXECUTOR.newThread(null, () -> await(promise)).start();
        }
        OneCarrier.barrier();
    }

    private void await(Promise<String> promise) {
        try {
            OneCarrier.require(OneCarrier.EXECUTOR.await(promise).equals("a"), "not its value");
            left.countDown();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void end() throws InterruptedException {
        for (Promise<String> promise : promises) {
            promise.complete("a");
        }
        left.await();
    }

    static long park(int count) throws InterruptedException {
        ThreadLoad threads = new ThreadLoad(count);
        long start = System.nanoTime();
        threads.start();
        long nanos = System.nanoTime() - start;
        threads.end();
        return nanos;
    }

    static long resume(int count) throws InterruptedException {
        ThreadLoad threads = new ThreadLoad(count);
        threads.start();
        long start = System.nanoTime();
        threads.end();
        return System.nanoTime() - start;
    }
}
