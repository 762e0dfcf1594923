package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Monitors and locks block a virtual thread of a carrier, and not the carrier. */
@Timeout(60)
class CarriedLocksTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 200;

    private OwnThreads threads;
    private int counter;

    private void open(int carriers) {
        assumeTrue(BackEnd.isDefault(), "hosted mode, or a monitor that stops the carrier");
        threads = new OwnThreads("locks", carriers);
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.close();
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Runs the body on all threads to its end, on all carriers. */
    private void onAll(Body body) throws Exception {
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(
                    threads.start(
                            () -> {
                                body.run();
                                return true;
                            }));
        }
        for (CompletableFuture<Boolean> one : all) {
            assertThat(one.get()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void threadsThatYieldInsideSynchronized_excludeEachOther(int carriers) throws Exception {
        open(carriers);
        Object monitor = new Object();
        onAll(
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        synchronized (monitor) {
                            int seen = counter;
                            Thread.yield();
                            counter = seen + 1;
                        }
                    }
                });
        assertThat(counter).isEqualTo(THREADS * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void monitorHeldByAPlatformThread_isWaitedForWithoutTheCarrier(int carriers) throws Exception {
        open(carriers);
        Object monitor = new Object();
        CompletableFuture<Boolean> entered;
        synchronized (monitor) {
            CompletableFuture<Thread> waiting = new CompletableFuture<>();
            entered =
                    threads.start(
                            () -> {
                                waiting.complete(Thread.currentThread());
                                synchronized (monitor) {
                                    return true;
                                }
                            });
            OwnThreads.awaitState(waiting.get(), Thread.State.BLOCKED);
            onAll(() -> {});
            assertThat(entered).isNotDone();
        }
        assertThat(entered.get()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void waitAndNotify_passABatonRound(int carriers) throws Exception {
        open(carriers);
        Object monitor = new Object();
        int[] turn = {0};
        int[] next = {0};
        onAll(
                () -> {
                    int own;
                    synchronized (monitor) {
                        own = next[0]++;
                    }
                    for (int i = 0; i < ROUNDS; i++) {
                        synchronized (monitor) {
                            while (turn[0] % THREADS != own) {
                                monitor.wait();
                            }
                            turn[0]++;
                            monitor.notifyAll();
                        }
                    }
                });
        assertThat(turn[0]).isEqualTo(THREADS * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void waitWithATimeout_returnsWithoutANotify(int carriers) throws Exception {
        open(carriers);
        Object monitor = new Object();
        onAll(
                () -> {
                    synchronized (monitor) {
                        monitor.wait(5);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void reentrantLock_excludesAndItsConditionsPassABatonRound(int carriers) throws Exception {
        open(carriers);
        ReentrantLock lock = new ReentrantLock();
        Condition moved = lock.newCondition();
        int[] turn = {0};
        int[] next = {0};
        onAll(
                () -> {
                    lock.lock();
                    int own = next[0]++;
                    lock.unlock();
                    for (int i = 0; i < ROUNDS; i++) {
                        lock.lock();
                        try {
                            while (turn[0] % THREADS != own) {
                                moved.await();
                            }
                            turn[0]++;
                            moved.signalAll();
                        } finally {
                            lock.unlock();
                        }
                    }
                });
        assertThat(turn[0]).isEqualTo(THREADS * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void semaphore_letsOneInAtATime(int carriers) throws Exception {
        open(carriers);
        Semaphore one = new Semaphore(1);
        onAll(
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        one.acquire();
                        int seen = counter;
                        Thread.yield();
                        counter = seen + 1;
                        one.release();
                    }
                });
        assertThat(counter).isEqualTo(THREADS * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void latchAndPhaser_bringAllTogether(int carriers) throws Exception {
        open(carriers);
        CountDownLatch all = new CountDownLatch(THREADS);
        Phaser phaser = new Phaser(THREADS);
        onAll(
                () -> {
                    all.countDown();
                    all.await();
                    for (int i = 0; i < ROUNDS; i++) {
                        assertThat(phaser.arriveAndAwaitAdvance()).isEqualTo(i + 1);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void exchange_withAThreadOfTheJdk_swapsTheValues(int carriers) throws Exception {
        open(carriers);
        Exchanger<String> exchanger = new Exchanger<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> OwnThreads.complete(other, () -> exchanger.exchange("theirs")));
        assertThat(threads.call(() -> exchanger.exchange("ours"))).isEqualTo("theirs");
        assertThat(other.get()).isEqualTo("ours");
    }
}
