package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A permit that is free finds who waits for it (N4). */
@Timeout(60)
class RequestLimitTest {
    private static final int ROUNDS = 1_000;
    private static final int LIMITS = 100;

    /** One permit is given back by one thread while another one asks for it. */
    private static final class Meeting {
        final RequestLimit limit = new RequestLimit(1);
        final AtomicBoolean told = new AtomicBoolean();
        boolean found;

        Meeting() {
            assertThat(limit.tryAcquire(() -> false)).isTrue();
        }
    }

    @Test
    void n04_permitComesBackWhileOthersQueue_itIsFoundOrTheyAreTold() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(2, () -> turn.set(0));
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Meeting[] meetings = new Meeting[LIMITS];
                for (int i = 0; i < LIMITS; i++) {
                    meetings[i] = new Meeting();
                }
                Callable<Void> releases =
                        () -> {
                            start.await(30, TimeUnit.SECONDS);
                            for (int i = 0; i < LIMITS; i++) {
                                meet(turn, 2 * i + 1);
                                meetings[i].limit.release();
                            }
                            return null;
                        };
                Callable<Void> asks =
                        () -> {
                            start.await(30, TimeUnit.SECONDS);
                            for (int i = 0; i < LIMITS; i++) {
                                Meeting at = meetings[i];
                                meet(turn, 2 * i + 1);
                                at.found = at.limit.tryAcquire(() -> !at.told.getAndSet(true));
                            }
                            return null;
                        };
                for (Future<Void> done : threads.invokeAll(List.of(releases, asks))) {
                    done.get();
                }
                for (Meeting meeting : meetings) {
                    assertThat(meeting.found || meeting.told.get()).isTrue();
                }
            }
        }
    }

    @Test
    void n04_thousandsWaitOnEventLoopsThatHaveEnded_theNextOneIsTold() {
        RequestLimit limit = new RequestLimit(1);
        AtomicInteger refusals = new AtomicInteger();
        AtomicBoolean told = new AtomicBoolean();
        assertThat(limit.tryAcquire(() -> false)).isTrue();
        for (int i = 0; i < 100_000; i++) {
            assertThat(limit.tryAcquire(() -> refusals.incrementAndGet() < 0)).isFalse();
        }
        assertThat(limit.tryAcquire(() -> !told.getAndSet(true))).isFalse();
        limit.release();
        assertThat(refusals).hasValue(100_000);
        assertThat(told).isTrue();
    }

    /** Waits for the other thread, to go on at the same time. */
    private static void meet(AtomicInteger turn, int first) {
        turn.getAndIncrement();
        while (turn.get() <= first) {
            Thread.onSpinWait();
        }
    }
}
