package io.github.trunnion.soak;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Semaphore;

/** Tasks that wake themselves inside their polls, while another thread wakes them, too. */
final class SelfWakers extends Load {
    private static final double TASKS = 1_000; // a second
    private static final int MOST_WAKES = 100;

    private final Semaphore window = new Semaphore(500);

    SelfWakers() {
        super("self");
    }

    @Override
    void open() {
        BridgeExecutor executor = executor("", 1);
        Kicker kicker = kicker();
        drive(TASKS, driver -> spawn(driver, executor, kicker));
    }

    private void spawn(Driver driver, BridgeExecutor executor, Kicker kicker)
            throws InterruptedException {
        int wakes = 1 + driver.random.nextInt(MOST_WAKES);
        window.acquire();
        in.add(wakes);
        PollFuture<Integer> future =
                switch (driver.random.nextInt(8)) {
                    case 0 -> yields(wakes);
                    case 1 -> new SelfWaker(wakes, kicker);
                    default -> new SelfWaker(wakes, null);
                };
        var unused =
                executor.spawn(future)
                        .directCompletion()
                        .whenComplete(
                                (value, failure) -> {
                                    window.release();
                                    if (failure != null) {
                                        complain("self-waker", failure);
                                    } else if (value != wakes) {
                                        complain("a self-waker counted " + value);
                                    } else {
                                        out.add(wakes);
                                    }
                                });
    }

    private static PollFuture<Integer> yields(int wakes) {
        int[] left = {wakes};
        return PollFutures.loop(
                () ->
                        PollFutures.map(
                                PollFutures.yieldNow(),
                                none -> --left[0] > 0 ? Poll.pending() : Poll.ready(wakes)));
    }

    private static final class SelfWaker implements PollFuture<Integer> {
        private final int wakes;
        private final @Nullable Kicker disturber;
        private int woken;

        SelfWaker(int wakes, @Nullable Kicker disturber) {
            this.wakes = wakes;
            this.disturber = disturber;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (woken == wakes) {
                return Poll.ready(woken);
            }
            woken++;
            if (disturber != null && woken % 10 == 0) {
                disturber.execute(cx.waker()::wake);
            }
            cx.waker().wake();
            return Poll.pending();
        }
    }
}
