package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A million virtual threads that each await a poll-future of their own, on one carrier. It needs 3
 * GB of heap and is not part of the build:
 *
 * <pre>{@code
 * mvn verify -Pmillion -pl bridge -am -Dtest=MillionThreadsTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
@Tag("million")
class MillionThreadsTest {
    private static final int COUNT = 1_000_000;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void e02_millionThreadsParkedOnPromises_areEachResumedOnTheCarrier() throws Exception {
        assumeTrue(BackEnd.isOpen() && BackEnd.canPin(), "java.lang is not open: hosted mode");
        try (OwnThreads threads = new OwnThreads("million", 1)) {
            long before = Process.heapAfterCollection();
            long start = System.nanoTime();
            List<Promise<Integer>> promises = new ArrayList<>(COUNT);
            AtomicLong sum = new AtomicLong();
            CountDownLatch all = new CountDownLatch(COUNT);
            for (int i = 0; i < COUNT; i++) {
                Promise<Integer> promise = new Promise<>();
                promises.add(promise);
                threads.bridge
                        .newThread(null, () -> awaitOne(threads.bridge, promise, sum, all))
                        .start();
            }
            while (threads.bridge.counters().polls() < COUNT) {
                Spin.once();
            }
            threads.bridge.spawn(cx -> Poll.ready(1)).get();
            long parked = System.nanoTime();
            long heap = Process.heapAfterCollection() - before;
            long collected = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                promises.get(i).complete(i);
            }
            all.await();
            long end = System.nanoTime();
            assertThat(sum).hasValue((long) COUNT * (COUNT - 1) / 2);
            assertThat(threads.uncaught.all()).isEmpty();
            System.out.printf(
                    "%,d threads parked in %,d ms, %,d bytes of heap each; resumed in %,d ms%n",
                    COUNT,
                    TimeUnit.NANOSECONDS.toMillis(parked - start),
                    heap / COUNT,
                    TimeUnit.NANOSECONDS.toMillis(end - collected));
        }
    }

    private static void awaitOne(
            BridgeExecutor bridge, Promise<Integer> promise, AtomicLong sum, CountDownLatch all) {
        try {
            sum.addAndGet(bridge.await(promise));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            all.countDown();
        }
    }
}
