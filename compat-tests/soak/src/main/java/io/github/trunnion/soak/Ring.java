package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tokens that travel around a ring of tasks on several carriers. */
final class Ring extends Load {
    private static final int CARRIERS = 3;
    private static final double TOKENS = 60; // a second
    private static final int MOST_HOPS = 60;

    private final List<Station> stations = new ArrayList<>();
    private final List<TaskFuture<Object>> tasks = new ArrayList<>();
    private final Semaphore window = new Semaphore(8);

    Ring() {
        super("ring");
    }

    private record Token(long content, int hops) {}

    @Override
    void open() throws Exception {
        BridgeExecutor executor = executor("", CARRIERS);
        CountDownLatch polled = new CountDownLatch(CARRIERS);
        for (int i = 0; i < CARRIERS; i++) {
            stations.add(new Station(i, polled));
            tasks.add(executor.spawn(stations.get(i))); // by turns
        }
        polled.await();
        drive(
                TOKENS,
                driver -> {
                    window.acquire();
                    int hops = 1 + driver.random.nextInt(MOST_HOPS);
                    in.add(hops);
                    Station first = stations.get(driver.random.nextInt(CARRIERS));
                    first.give(new Token(Mix.of(hops), hops));
                });
    }

    @Override
    void close() throws Exception {
        for (int i = 0; i < CARRIERS; i++) {
            stations.get(i).end();
            Object unused = tasks.get(i).get(10, TimeUnit.SECONDS);
        }
    }

    private final class Station implements PollFuture<Object> {
        private final int number;
        private final CountDownLatch polled;
        private final Queue<Token> inbox = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Waker waker;
        private volatile boolean ending;

        Station(int number, CountDownLatch polled) {
            this.number = number;
            this.polled = polled;
        }

        void give(Token token) {
            inbox.add(token);
            wake();
        }

        void end() {
            ending = true;
            wake();
        }

        private void wake() {
            Waker latest = waker;
            if (latest != null) {
                latest.wake();
            }
        }

        @Override
        public Poll<Object> poll(Context cx) {
            if (waker == null) {
                waker = cx.waker();
                polled.countDown();
            }
            boolean last = ending;
            for (Token token = inbox.poll(); token != null; token = inbox.poll()) {
                expect(token.content() == Mix.of(token.hops()), "another token");
                int left = token.hops() - 1;
                if (left == 0) {
                    window.release();
                } else {
                    stations.get((number + 1) % CARRIERS).give(new Token(Mix.of(left), left));
                }
            }
            return last ? Poll.ready(this) : Poll.pending();
        }
    }
}
