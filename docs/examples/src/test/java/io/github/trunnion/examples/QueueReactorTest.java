package io.github.trunnion.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Wakers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@Timeout(20)
class QueueReactorTest {
    private static final Executor THREADS = Thread::startVirtualThread;

    private boolean mayBlock = true;
    private final QueueReactor reactor = new QueueReactor(new Host());

    @Test
    void h01_negative_is_refused_and_zero_does_not_block() {
        assertThatThrownBy(() -> reactor.park(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(reactor.park(0)).isZero();
        assertThat(reactor.park(1_000)).isZero();
    }

    @Test
    void h02_does_not_block_when_the_host_has_work() {
        mayBlock = false;

        assertThat(reactor.park(Long.MAX_VALUE)).isZero();
    }

    @Test
    void h03_unpark_before_park_is_sticky_and_coalesces() {
        reactor.unpark();
        reactor.unpark();

        assertThat(reactor.park(Long.MAX_VALUE)).isZero();
        long start = System.nanoTime();
        reactor.park(20_000_000); // the second unpark has left nothing
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void h03_unpark_ends_a_park() throws InterruptedException {
        Thread unparker = Thread.startVirtualThread(reactor::unpark);

        assertThat(reactor.park(Long.MAX_VALUE)).isZero();
        unparker.join();
    }

    @Test
    void an_interrupt_ends_a_park_and_stays() {
        Thread.currentThread().interrupt();

        assertThat(reactor.park(Long.MAX_VALUE)).isZero();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void h04_other_threads_can_always_give_it_work() {
        assertThat(reactor.hasInterest()).isTrue();
    }

    @Test
    void h05_a_failed_reactor_wakes_its_jobs_which_fail() throws Exception {
        AtomicInteger wakes = new AtomicInteger();
        QueueJob<String> job = new QueueJob<>(neverStarts -> {}, () -> "x");
        Context cx = Context.of(wakes::incrementAndGet, new Slot(), timers());
        assertThat(job.poll(cx)).isEqualTo(Poll.pending());

        failed = new IOException("broken");
        reactor.failed(failed);

        assertThat(wakes).hasValue(1);
        assertThatThrownBy(() -> job.poll(cx)).isInstanceOf(ReactorFailedException.class);
        assertThat(open).isZero();
        assertThat(reactor).hasToString("QueueReactor[0 waiting]");
    }

    @Test
    void a_rejected_job_gives_its_lease_back() {
        QueueJob<String> job =
                new QueueJob<>(
                        refused -> {
                            throw new RejectedExecutionException("full");
                        },
                        () -> "x");
        Context cx = Context.of(Wakers.noop(), new Slot(), timers());

        assertThatThrownBy(() -> job.poll(cx)).hasMessage("full");
        assertThat(open).isZero();
    }

    @Test
    void a_finished_job_is_counted_and_its_latest_waker_fired() throws Exception {
        AtomicInteger early = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        QueueJob<String> job = new QueueJob<>(Runnable::run, () -> "x");
        job.poll(Context.of(early::incrementAndGet, new Slot(), timers()));
        job.poll(Context.of(late::incrementAndGet, new Slot(), timers()));

        assertThat(reactor.park(Long.MAX_VALUE)).isEqualTo(1);

        assertThat(early).hasValue(0);
        assertThat(late).hasValue(1);
        Context cx = Context.of(Wakers.noop(), new Slot(), timers());
        assertThat(job.poll(cx)).isEqualTo(Poll.ready("x"));
        assertThatThrownBy(() -> job.poll(cx)).isInstanceOf(IllegalStateException.class);
        assertThat(open).isZero();
    }

    @Test
    void many_jobs_run_on_one_carrier() {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            AtomicInteger sum = new AtomicInteger();
            TaskFuture<?> all =
                    executor.spawn(
                            PollFutures.forEach(
                                    IntStream.rangeClosed(1, 5_000).boxed().toList(),
                                    100,
                                    i ->
                                            PollFutures.map(
                                                    new QueueJob<>(THREADS, () -> i),
                                                    sum::addAndGet)));
            all.join();

            assertThat(sum).hasValue(5_000 * 5_001 / 2);
            assertThat(executor.counters().events()).isEqualTo(5_000);
        }
    }

    @Test
    void a_failure_of_the_work_is_the_failure_of_the_future() {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            PollFuture<String> job =
                    new QueueJob<>(
                            THREADS,
                            () -> {
                                throw new IOException("no");
                            });

            assertThatThrownBy(() -> executor.spawn(job).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("no");
        }
    }

    @Test
    void a_cancelled_job_leaves_the_reactor_idle_for_another_one() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            CountDownLatch begun = new CountDownLatch(1);
            ArrayBlockingQueue<String> never = new ArrayBlockingQueue<>(1);
            TaskFuture<String> job =
                    executor.spawn(
                            new QueueJob<>(
                                    THREADS,
                                    () -> {
                                        begun.countDown();
                                        return never.take();
                                    }));
            begun.await();
            job.cancel(true);
            job.terminated().join();

            PollFuture<String> held = cx -> Poll.ready(String.valueOf(cx.reactor().held()));
            assertThat(executor.spawn(held).get()).isEqualTo("QueueReactor[0 waiting]");
            never.add("late");
        }
    }

    @Test
    void runs_in_an_async_main_and_is_refused_without_a_slot() throws Exception {
        assertThat(BlockOn.<Integer>run(new QueueJob<>(THREADS, () -> 42))).isEqualTo(42);
        assertThatThrownBy(() -> new QueueJob<>(THREADS, () -> 1).poll(Context.of(Wakers.noop())))
                .isInstanceOf(ReactorUnsupportedException.class);
    }

    private static Timers timers() {
        return Context.of(Wakers.noop()).timers();
    }

    private int open;
    private IOException failed;

    /** Leases the reactor of this test. */
    private final class Slot implements ReactorSlot {
        @Override
        public QueueReactor held() {
            return reactor;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) {
            assertThat(kind).isEqualTo(QueueReactor.class);
            return (ReactorLease<R>) lease();
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
            throw new UnsupportedOperationException();
        }

        private ReactorLease<QueueReactor> lease() {
            open++;
            return new ReactorLease<>() {
                @Override
                public QueueReactor hook() {
                    if (failed != null) {
                        throw new ReactorFailedException("failed", failed);
                    }
                    return reactor;
                }

                @Override
                public boolean isCurrent(ReactorSlot slot) {
                    return true;
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }
    }

    private final class Host implements ReactorHost {
        @Override
        public Thread thread() {
            return Thread.currentThread();
        }

        @Override
        public boolean mayBlock() {
            return mayBlock;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
