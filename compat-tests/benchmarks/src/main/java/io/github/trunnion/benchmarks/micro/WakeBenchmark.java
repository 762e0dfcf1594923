package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Wakes: of the peer, of oneself, from another thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeBenchmark {
    private static final int ROUNDS = 10_000;

    /** One of two that wake each other in turn. */
    private static final class Player implements PollFuture<Integer> {
        private @Nullable Player peer;
        private @Nullable Waker waker;
        private int left = ROUNDS;

        @Override
        public Poll<Integer> poll(Context cx) {
            waker = cx.waker();
            Player other = peer;
            if (other != null && other.waker != null) {
                other.waker.wake();
            }
            return --left < 0 ? Poll.ready(ROUNDS) : Poll.pending();
        }
    }

    /** A round trip between two tasks of one carrier. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int pingPong(Bridge bridge) {
        Player first = new Player();
        Player second = new Player();
        first.peer = second;
        second.peer = first;
        return bridge.inside(
                        cx -> {
                            var _ = bridge.executor.spawn(first);
                            return bridge.executor.spawn(second);
                        })
                .join();
    }

    /** A round trip between two virtual threads of the JDK's scheduler, by park and unpark. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int pingPongVirtualThreads() throws InterruptedException {
        Turn turn = new Turn();
        Thread second = Thread.ofVirtual().unstarted(() -> turn.play(1, ROUNDS));
        Thread first = Thread.ofVirtual().unstarted(() -> turn.play(0, ROUNDS));
        turn.players = new Thread[] {first, second};
        second.start();
        first.start();
        first.join();
        second.join();
        return turn.next;
    }

    /** Whose turn it is. */
    private static final class Turn {
        volatile int next;
        Thread[] players = {};

        void play(int me, int rounds) {
            for (int i = 0; i < rounds; i++) {
                while (next != me) {
                    LockSupport.park(this);
                }
                next = 1 - me;
                LockSupport.unpark(players[1 - me]);
            }
        }
    }

    /** A task that wakes itself in each poll. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int selfWake(Bridge bridge) {
        return bridge.executor
                .spawn(
                        new PollFuture<Integer>() {
                            private int left = ROUNDS;

                            @Override
                            public Poll<Integer> poll(Context cx) {
                                if (--left < 0) {
                                    return Poll.ready(ROUNDS);
                                }
                                cx.waker().wake();
                                return Poll.pending();
                            }
                        })
                .join();
    }

    /** A task that answers the calling thread, which sleeps meanwhile. */
    @State(Scope.Benchmark)
    public static class Echo {
        private final AtomicWaker waker = new AtomicWaker();
        private volatile @Nullable Thread asker;
        private volatile int asked;
        private volatile int answered;
        private boolean started;

        private Poll<Integer> poll(Context cx) {
            waker.register(cx.waker());
            int now = asked;
            if (now != answered) {
                answered = now;
                LockSupport.unpark(asker);
            }
            return Poll.pending();
        }

        int ask(Bridge bridge) {
            if (!started) {
                started = true;
                asker = Thread.currentThread();
                var _ = bridge.executor.spawn(this::poll);
            }
            int now = asked + 1;
            asked = now;
            waker.wake();
            while (answered != now) {
                LockSupport.park(this);
            }
            return now;
        }
    }

    /** There and back between a thread and a task of a carrier that sleeps. */
    @Benchmark
    public int handOff(Bridge bridge, Echo echo) {
        return echo.ask(bridge);
    }

    /** A thread that answers. */
    @State(Scope.Benchmark)
    public static class EchoThread {
        private volatile @Nullable Thread asker;
        private volatile int asked;
        private volatile int answered;
        private volatile boolean ended;
        private @Nullable Thread thread;

        /** Starts the thread. */
        @Setup
        public void open() {
            thread = Thread.ofPlatform().daemon().start(this::answer);
        }

        private void answer() {
            while (!ended) {
                int now = asked;
                if (now != answered) {
                    answered = now;
                    LockSupport.unpark(asker);
                } else {
                    LockSupport.park(this);
                }
            }
        }

        int ask() {
            asker = Thread.currentThread();
            int now = asked + 1;
            asked = now;
            LockSupport.unpark(thread);
            while (answered != now) {
                LockSupport.park(this);
            }
            return now;
        }

        /** Ends the thread. */
        @TearDown
        public void close() {
            ended = true;
            LockSupport.unpark(thread);
        }
    }

    /** There and back between two platform threads, by park and unpark. */
    @Benchmark
    public int handOffThreads(EchoThread echo) {
        return echo.ask();
    }
}
