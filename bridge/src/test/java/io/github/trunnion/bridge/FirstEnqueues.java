package io.github.trunnion.bridge;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** Measures the first enqueues of a process; a main that runs in a JVM of its own. */
final class FirstEnqueues {
    private static final int COUNT = 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FirstEnqueues() {}

    public static void main(String[] arguments) throws Exception {
        THREADS.getCurrentThreadAllocatedBytes();
        BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build();
        Thread thread =
                bridge.newThread(
                        "parked",
                        () -> {
                            while (true) {
                                LockSupport.park();
                            }
                        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        Field field = thread.getClass().getDeclaredField("runContinuation");
        field.setAccessible(true);
        Runnable continuation = (Runnable) field.get(thread);
        Executor face = BackEnd.schedulerOf(thread);
        System.out.println("open=" + allocated(face, continuation));
        bridge.close(Duration.ZERO);
        System.out.println("closed=" + allocated(face, continuation));
        Runtime.getRuntime().halt(0);
    }

    private static long allocated(Executor face, Runnable continuation) {
        long sum = 0;
        for (int i = 0; i < COUNT; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            face.execute(continuation);
            sum += THREADS.getCurrentThreadAllocatedBytes() - before;
            LockSupport.parkNanos(50_000); // the next one shall find it run, and enqueue again
        }
        return sum;
    }
}
