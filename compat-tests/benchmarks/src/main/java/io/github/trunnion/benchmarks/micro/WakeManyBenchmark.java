package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Wakes of many that are parked, with the polls that follow, and of one that is awake. */
public class WakeManyBenchmark extends InVirtualThreads {
    private static final int SLEEPERS = 1_000;
    private static final int TIMES = 10_000;

    /** Parked tasks of one carrier. */
    @State(Scope.Benchmark)
    public static class Tasks {
        final Bridge bridge = new Bridge();
        private final List<Sleeper> sleepers = new ArrayList<>();

        /** Starts them. */
        @Setup
        public void open() {
            for (int i = 0; i < SLEEPERS; i++) {
                Sleeper sleeper = new Sleeper();
                sleepers.add(sleeper);
                var _ = bridge.executor.spawn(sleeper);
            }
            barrier();
        }

        void wakeAll() {
            for (Sleeper sleeper : sleepers) {
                sleeper.wake();
            }
        }

        /** Returns when the carrier has run all that was queued before. */
        void barrier() {
            Phaser reached = new Phaser(1);
            bridge.executor.execute(reached::arrive);
            reached.awaitAdvance(0);
        }

        /** Ends the executor. */
        @TearDown
        public void close() {
            for (Sleeper sleeper : sleepers) {
                Threads.require(sleeper.polls > 0, "a task was not polled");
            }
            bridge.close();
        }
    }

    private static final class Sleeper implements PollFuture<String> {
        private volatile @Nullable Waker waker; // read by the thread that wakes
        private int polls;

        @Override
        public Poll<String> poll(Context cx) {
            if (polls++ == 0) {
                waker = cx.waker();
            }
            return Poll.pending();
        }

        void wake() {
            Waker known = waker;
            if (known != null) {
                known.wake();
            }
        }
    }

    /** On the carrier. Who wakes them is polled again after all of them. */
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public int inside(Tasks tasks) {
        return tasks.bridge
                .executor
                .spawn(
                        new PollFuture<Integer>() {
                            private boolean woken;

                            @Override
                            public Poll<Integer> poll(Context cx) {
                                if (woken) {
                                    return Poll.ready(SLEEPERS);
                                }
                                woken = true;
                                tasks.wakeAll();
                                cx.waker().wake();
                                return Poll.pending();
                            }
                        })
                .join();
    }

    /** On another thread. */
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public int outside(Tasks tasks) {
        tasks.wakeAll();
        tasks.barrier();
        return SLEEPERS;
    }

    /** Wakes of one that has been woken and not polled since. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int awake(Tasks tasks) {
        return tasks.bridge.inside(
                cx -> {
                    Waker waker = cx.waker();
                    for (int i = 0; i < TIMES; i++) {
                        waker.wake();
                    }
                    return TIMES;
                });
    }

    /** Parked virtual threads of the JDK. */
    @State(Scope.Benchmark)
    public static class Parked {
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger left = new AtomicInteger();
        private volatile int round;
        private volatile boolean ended;
        private volatile @Nullable Thread waits;

        /** Starts them. */
        @Setup
        public void open() {
            JdkThreads.requireOneThread();
            for (int i = 0; i < SLEEPERS; i++) {
                threads.add(Thread.startVirtualThread(this::sleep));
            }
            unparkAll();
        }

        private void sleep() {
            int seen = 0;
            while (!ended) {
                int now = round;
                if (now == seen) {
                    LockSupport.park(this);
                } else {
                    seen = now;
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(waits);
                    }
                }
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
        void unparkAll() {
            waits = Thread.currentThread();
            left.set(SLEEPERS);
            round++;
            threads.forEach(LockSupport::unpark);
            while (left.get() > 0) {
                LockSupport.park(this);
            }
        }

        /** Ends them. */
        @TearDown
        public void close() {
            ended = true;
            threads.forEach(LockSupport::unpark);
        }
    }

    /** Parked virtual threads of the JDK's scheduler, on another thread. */
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public int unparkOutside(Parked parked) {
        parked.unparkAll();
        return SLEEPERS;
    }
}
