package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The join of JDKs before 24, which works on each. */
@Timeout(60)
class LoopJoinTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread loop =
            Thread.ofPlatform().name("joined").daemon().start(LoopJoinTest.this::runUntilEnd);

    private void runUntilEnd() {
        while (end.getCount() > 0) {
            LockSupport.park(this);
        }
    }

    private void end() {
        end.countDown();
        LockSupport.unpark(loop);
    }

    @AfterEach
    void close() throws Exception {
        end();
        loop.join();
    }

    /** What the join returned, and whether the flag of the thread that called it was set then. */
    private record Returned(Object result, boolean interrupted) {}

    private static Thread join(Thread loop, Duration time, CompletableFuture<Returned> returned) {
        return Thread.startVirtualThread(
                () -> {
                    Object result;
                    try {
                        result = LoopJoin.joinElsewhere(loop, time);
                    } catch (Throwable thrown) {
                        result = thrown;
                    }
                    returned.complete(new Returned(result, Thread.currentThread().isInterrupted()));
                });
    }

    private static long helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("trunnion-join joined"))
                .count();
    }

    @Test
    void e06_joinBeforeTheEnd_waitsForItParked() throws Exception {
        CompletableFuture<Returned> returned = new CompletableFuture<>();
        Thread joining = join(loop, LONG, returned);
        await().until(() -> joining.getState() == Thread.State.WAITING && helpers() == 1);
        assertThat(returned).isNotDone();
        end();
        assertThat(returned.get()).isEqualTo(new Returned(true, false));
        await().until(() -> helpers() == 0);
    }

    @Test
    void e06_joinAfterTheEnd_returnsTrueAtOnce() throws Exception {
        end();
        loop.join();
        assertThat(LoopJoin.joinElsewhere(loop, LONG)).isTrue();
        assertThat(LoopJoin.joinElsewhere(loop, Duration.ZERO)).isTrue();
    }

    @Test
    void e06_timeOver_falseAndNoThreadIsLeft() throws Exception {
        assertThat(LoopJoin.joinElsewhere(loop, Duration.ofMillis(5))).isFalse();
        assertThat(LoopJoin.joinElsewhere(loop, Duration.ZERO)).isFalse();
        assertThat(LoopJoin.joinElsewhere(loop, Duration.ofNanos(-1))).isFalse();
        await().until(() -> helpers() == 0);
    }

    @Test
    void e06_interruptOfTheJoin_throwsAndNoThreadIsLeft() throws Exception {
        CompletableFuture<Returned> returned = new CompletableFuture<>();
        Thread joining = join(loop, LONG, returned);
        await().until(() -> joining.getState() == Thread.State.WAITING && helpers() == 1);
        joining.interrupt();
        assertThat(returned.get().result()).isInstanceOf(InterruptedException.class);
        assertThat(returned.get().interrupted()).isFalse();
        await().until(() -> helpers() == 0);
        assertThat(loop.isAlive()).isTrue();
    }
}
