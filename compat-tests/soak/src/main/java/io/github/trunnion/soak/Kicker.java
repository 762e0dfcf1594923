package io.github.trunnion.soak;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread that belongs to no executor, for wakes and other calls from elsewhere. */
final class Kicker implements Executor {
    private final Load load;
    private final SplittableRandom random;
    private final ThreadPoolExecutor pool;

    Kicker(Load load, SplittableRandom random) {
        this.load = load;
        this.random = random;
        pool =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("soak-" + load.name() + "-kicker").factory());
    }

    /** Runs the action soon, after a pause of some microseconds at most. */
    @Override
    public void execute(Runnable action) {
        pool.execute(
                () -> {
                    Driver.spin(random, 200);
                    try {
                        action.run();
                    } catch (Throwable unexpected) {
                        load.complain("kicker", unexpected);
                    }
                });
    }

    void close() throws InterruptedException {
        pool.shutdown();
        if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
            load.complain("the kicker does not end");
        }
    }
}
