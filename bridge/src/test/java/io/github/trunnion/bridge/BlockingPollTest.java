package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A future that blocks in its poll, which rule F1 forbids, delays the others of its carrier; but
 * the permit of the thread that its blocking uses is not the one that wakes the carrier, so no wake
 * is lost and none comes of itself.
 */
class BlockingPollTest {
    private static final int ROUNDS = 100;

    /** How a poll blocks until another thread lets it go. */
    private interface Blocking {
        /** In the poll. */
        void block() throws Exception;

        /** Before the poll, by the other thread. */
        default void prepare() throws Exception {}

        /** By the other thread, while the poll is blocked. */
        void release(Thread blocked) throws Exception;
    }

    enum Way {
        LOCK,
        MONITOR,
        PARK,
        LATCH,
        QUEUE,
        EXCHANGER,
        JOIN;

        Blocking make() {
            return switch (this) {
                case LOCK -> new Lock();
                case MONITOR -> new Monitor();
                case PARK -> new Park();
                case LATCH -> new Latch();
                case QUEUE -> new HandOff();
                case EXCHANGER -> new Exchange();
                case JOIN -> new Join();
            };
        }
    }

    /** Who polls. */
    enum Place {
        EXECUTOR,
        EXECUTOR_WITH_HOOK,
        RUN_ON_PLATFORM_THREAD,
        RUN_ON_VIRTUAL_THREAD;

        CompletableFuture<?> start(PollFuture<String> future, BridgeExecutor executor)
                throws Exception {
            return switch (this) {
                case EXECUTOR -> executor.spawn(future).toCompletableFuture();
                case EXECUTOR_WITH_HOOK -> {
                    new ManualHook().leaseOn(executor);
                    yield executor.spawn(future).toCompletableFuture();
                }
                case RUN_ON_PLATFORM_THREAD -> run(future, Thread.ofPlatform());
                case RUN_ON_VIRTUAL_THREAD -> run(future, Thread.ofVirtual());
            };
        }

        private static CompletableFuture<?> run(PollFuture<String> future, Thread.Builder on) {
            CompletableFuture<String> done = new CompletableFuture<>();
            on.start(
                    () -> {
                        try {
                            done.complete(BlockOn.run(future));
                        } catch (Throwable thrown) {
                            done.completeExceptionally(thrown);
                        }
                    });
            return done;
        }
    }

    static Stream<Arguments> waysAndPlaces() {
        return Arrays.stream(Way.values())
                .flatMap(
                        way ->
                                Arrays.stream(Place.values())
                                        .map(place -> Arguments.of(way, place)));
    }

    /** Blocks in every second poll; the poll after it is that of the wake which came meanwhile. */
    private static final class Blocker implements PollFuture<String> {
        final Blocking blocking;
        private volatile int entered;
        private volatile int polls;
        private volatile Thread thread;
        private volatile Waker waker;

        Blocker(Blocking blocking) {
            this.blocking = blocking;
        }

        @Override
        public Poll<String> poll(Context cx) throws Exception {
            thread = Thread.currentThread();
            waker = cx.waker();
            int poll = polls + 1;
            if (poll % 2 == 0) {
                entered = poll;
                blocking.block();
            }
            polls = poll;
            return poll == 2 * ROUNDS + 1 ? Poll.ready("done") : Poll.pending();
        }
    }

    @ParameterizedTest
    @MethodSource("waysAndPlaces")
    void e02_wakeWhileThePollIsBlocked_leadsToExactlyOneMorePoll(Way way, Place place)
            throws Exception {
        Blocker future = new Blocker(way.make());
        BridgeExecutor executor = BridgeExecutor.builder().name("blocking").build();
        try {
            CompletableFuture<?> done = place.start(future, executor);
            for (int round = 1; round <= ROUNDS; round++) {
                await(future, 2 * round - 1);
                future.blocking.prepare();
                future.waker.wake();
                while (future.entered != 2 * round || !isBlocked(future.thread)) {
                    Spin.once();
                }
                future.waker.wake();
                future.waker.wake();
                future.blocking.release(future.thread);
            }
            assertThat(done.get()).isEqualTo("done");
            assertThat(future.polls).isEqualTo(2 * ROUNDS + 1);
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    private static void await(Blocker future, int polls) {
        while (future.polls < polls) {
            Spin.once();
        }
        assertThat(future.polls).isEqualTo(polls);
    }

    private static boolean isBlocked(Thread thread) {
        return List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED)
                .contains(thread.getState());
    }

    private static final class Lock implements Blocking {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void prepare() {
            lock.lock();
        }

        @Override
        public void block() {
            lock.lock();
            lock.unlock();
        }

        @Override
        public void release(Thread blocked) {
            lock.unlock();
        }
    }

    private static final class Monitor implements Blocking {
        private boolean open;

        @Override
        public synchronized void block() throws InterruptedException {
            while (!open) {
                wait();
            }
            open = false;
        }

        @Override
        public synchronized void release(Thread blocked) {
            open = true;
            notifyAll();
        }
    }

    /** Parks by itself, and leaves permits behind. */
    private static final class Park implements Blocking {
        private volatile boolean open;

        @Override
        public void block() {
            while (!open) {
                LockSupport.park();
            }
            open = false;
        }

        @Override
        public void release(Thread blocked) {
            open = true;
            LockSupport.unpark(blocked);
            LockSupport.unpark(blocked);
        }
    }

    private static final class Latch implements Blocking {
        private volatile CountDownLatch latch;

        @Override
        public void prepare() {
            latch = new CountDownLatch(1);
        }

        @Override
        public void block() throws InterruptedException {
            latch.await();
        }

        @Override
        public void release(Thread blocked) {
            latch.countDown();
        }
    }

    private static final class HandOff implements Blocking {
        private final SynchronousQueue<Integer> queue = new SynchronousQueue<>();

        @Override
        public void block() throws InterruptedException {
            assertThat(queue.take()).isEqualTo(1);
        }

        @Override
        public void release(Thread blocked) throws InterruptedException {
            queue.put(1);
        }
    }

    private static final class Exchange implements Blocking {
        private final Exchanger<Integer> exchanger = new Exchanger<>();

        @Override
        public void block() throws InterruptedException {
            assertThat(exchanger.exchange(1)).isEqualTo(2);
        }

        @Override
        public void release(Thread blocked) throws InterruptedException {
            assertThat(exchanger.exchange(2)).isEqualTo(1);
        }
    }

    private static final class Join implements Blocking {
        private volatile CountDownLatch end;
        private volatile Thread joined;

        @Override
        public void prepare() {
            CountDownLatch latch = new CountDownLatch(1);
            end = latch;
            joined =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    latch.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
        }

        @Override
        public void block() throws InterruptedException {
            joined.join();
        }

        @Override
        public void release(Thread blocked) {
            end.countDown();
        }
    }
}
