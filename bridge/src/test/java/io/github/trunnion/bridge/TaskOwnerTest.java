package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What a task owes the future that it polls. */
@Timeout(30)
class TaskOwnerTest {

    /** Nothing here is volatile: only the order of the polls protects it. */
    private static final class Confined implements PollFuture<Integer> {
        private final AtomicReference<Waker> waker;
        private final CountDownLatch started;
        private final int wanted;
        private Thread owner;
        private boolean inPoll;
        private int polls;
        private int errors;

        Confined(AtomicReference<Waker> waker, CountDownLatch started, int wanted) {
            this.waker = waker;
            this.started = started;
            this.wanted = wanted;
        }

        @Override
        public Poll<Integer> poll(Context cx) {
            if (inPoll) {
                errors++;
            }
            inPoll = true;
            if (owner == null) {
                owner = Thread.currentThread();
            } else if (owner != Thread.currentThread()) {
                errors++;
            }
            waker.set(cx.waker());
            started.countDown();
            polls++;
            inPoll = false;
            return polls < wanted ? Poll.pending() : Poll.ready(errors);
        }
    }

    @Test
    void f04_wakesOfFourThreads_pollsComeFromOneThreadOneAfterTheOther() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("owner").carriers(2).build()) {
            AtomicReference<Waker> waker = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Confined future = new Confined(waker, started, 50_000);
            TaskFuture<Integer> task = executor.spawn(future);
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            List<Thread> wakers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                wakers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (!task.isDone()) {
                                                waker.get().wake();
                                            }
                                        }));
            }
            assertThat(task.get()).as("polls beside another or on another thread").isZero();
            for (Thread thread : wakers) {
                thread.join();
            }
            assertThat(future.polls).isEqualTo(50_000);
        }
    }
}
