package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** What the JDK sees of a carrier: an executor that it gives continuations to. */
@Timeout(60)
class SchedulerFaceTest {
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private BridgeExecutor bridge;
    private Thread parked;
    private Executor face;
    private Runnable continuation;
    private volatile boolean end;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(BackEnd.isOpen(), "java.lang is not open: hosted mode");
        bridge = BridgeExecutor.builder().name("face").mode(BridgeMode.CARRIER).build();
        CountDownLatch runs = new CountDownLatch(1);
        parked =
                bridge.newThread(
                        "parked",
                        () -> {
                            runs.countDown();
                            while (!end) {
                                LockSupport.park();
                            }
                        });
        parked.start();
        runs.await();
        face = BackEnd.schedulerOf(parked);
        Field field = parked.getClass().getDeclaredField("runContinuation");
        field.setAccessible(true);
        continuation = (Runnable) field.get(parked);
    }

    @AfterEach
    void close() throws Exception {
        if (bridge != null) {
            end = true;
            LockSupport.unpark(parked);
            parked.join();
            bridge.close(Duration.ofSeconds(5));
        }
    }

    /**
     * Bytes that this thread allocates in calls of the face; a run too many does no harm. JDKs
     * before 24 link a method handle anew now and then, which takes memory once: the best of three
     * counts.
     */
    private long allocatedByEnqueues() {
        long least = allocatedByEnqueuesOnce();
        for (int i = 0; i < 2 && least > 0 && !BackEnd.isDefault(); i++) {
            least = Math.min(least, allocatedByEnqueuesOnce());
        }
        return least;
    }

    private long allocatedByEnqueuesOnce() {
        long sum = 0;
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            face.execute(continuation);
            long after = THREADS.getCurrentThreadAllocatedBytes();
            if (i >= WARM_UP) {
                sum += after - before;
            }
            if (i % 16 == 0) {
                Thread.yield(); // some of them find it run, and enqueue again
            }
        }
        return sum;
    }

    @Test
    void e05_enqueuesWhileOpen_allocateNothing() {
        assertThat(allocatedByEnqueues()).isZero();
    }

    @Test
    void e05_enqueuesOnTheCarrierItself_allocateNothing() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        long[] allocated = {-1};
        bridge.execute(
                () -> {
                    allocated[0] = allocatedByEnqueues();
                    done.countDown();
                });
        done.await();
        assertThat(allocated[0]).isZero();
    }

    @Test
    void e05_enqueuesWhileDraining_allocateNothing() throws Exception {
        Thread closer = Thread.ofPlatform().start(bridge::close);
        while (!bridge.toString().contains("draining")) {
            Spin.once();
        }
        assertThat(allocatedByEnqueues()).isZero();
        assertThat(closer.isAlive()).isTrue();
    }

    @Test
    void e05_enqueuesAfterClose_allocateNothing() {
        bridge.close(Duration.ZERO);
        assertThat(bridge.isClosed()).isTrue();
        assertThat(allocatedByEnqueues()).isZero();
    }

    /** The JDK links and compiles handles when they are used; here that has been done before. */
    @Test
    void e05_firstEnqueuesOfAProcess_allocateNothing() throws Exception {
        ChildJvm.Result result = new ChildJvm().options(ChildJvm.OPEN).run(FirstEnqueues.class);
        assertThat(result.value("open")).isEqualTo("0");
        assertThat(result.value("closed")).isEqualTo("0");
    }

    /** An unpark is given to a thread that may be interrupted, hold a lock, or be pinned. */
    @Test
    void e05_enqueueByAnInterruptedThreadThatHoldsAPermit_takesNeither() {
        bridge.close(Duration.ZERO);
        Thread.currentThread().interrupt();
        for (int i = 0; i < 1_000; i++) {
            face.execute(continuation);
        }
        assertThat(Thread.interrupted()).isTrue();
        LockSupport.unpark(Thread.currentThread());
        for (int i = 0; i < 1_000; i++) {
            face.execute(continuation);
        }
        long start = System.nanoTime();
        LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void e05_unparksWithAFullHeapDuringAndAfterClose_areNotLost() throws Exception {
        ChildJvm.Result result =
                new ChildJvm()
                        .options(ChildJvm.OPEN)
                        .options("-Xmx24m -XX:+UseSerialGC -XX:-UseTLAB") // what a thread has left
                        .run(FullHeap.class);
        assertThat(Integer.parseInt(result.value("refused"))).isPositive();
        assertThat(result.value("open")).as(result.output()).isEqualTo("100 of 100");
        assertThat(result.value("draining")).as(result.output()).isEqualTo("100 of 100");
        assertThat(result.value("closed")).as(result.output()).isEqualTo("100 of 100");
        if (Runtime.version().feature() > 21) { // there the JDK's scheduler loses threads then
            assertThat(result.value("views")).as(result.output()).isEqualTo("200 of 200");
            assertThat(result.value("dispatcher")).as(result.output()).isEqualTo("true");
        }
    }
}
