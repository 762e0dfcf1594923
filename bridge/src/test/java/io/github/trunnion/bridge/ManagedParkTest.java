package io.github.trunnion.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

@Timeout(30)
class ManagedParkTest {
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void e02_waitThatEndsWhileAnotherWorkerIsMade_doesNotPark() throws Exception {
        ForkJoinPool pool =
                new ForkJoinPool(
                        1,
                        made -> {
                            if (Thread.currentThread() instanceof ForkJoinWorkerThread) {
                                over.set(true); // and the permit was taken by a lock in here
                            }
                            return ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(made);
                        },
                        null,
                        false);
        try {
            pool.submit(() -> ManagedPark.park(this, over::get)).get(20, TimeUnit.SECONDS);
            assertTrue(over.get(), "another worker was made");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void e02_poolThatStopsDuringAWait_theWaitEndsByItsUnpark() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        CountDownLatch waits = new CountDownLatch(1);
        Thread[] worker = new Thread[1];
        var unused =
                pool.submit(
                        () -> {
                            worker[0] = Thread.currentThread();
                            waits.countDown();
                            while (!over.get()) {
                                boolean stopped = Thread.interrupted(); // by the pool
                                ManagedPark.park(this, over::get);
                            }
                        });
        waits.await();
        pool.shutdownNow();
        over.set(true);
        LockSupport.unpark(worker[0]);
        assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));
    }
}
