package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** bl12: a body as a poll-future. */
@Timeout(30)
class BlockingLazyTest {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Context cx = Context.of(wakes::incrementAndGet);
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final Blocking.Launcher queued = Blocking.on((Executor) queue::add);
    private final List<Object> discarded = Collections.synchronizedList(new ArrayList<>());

    @Test
    void nullArguments_areNamed() {
        AwaitCompleteTest.assertNamed("body", () -> Blocking.lazy(null));
        AwaitCompleteTest.assertNamed("body", () -> queued.lazy(null));
        AwaitCompleteTest.assertNamed("onDiscard", () -> queued.lazy(() -> 1, null));
    }

    @Test
    void bl12_firstPollStarts_endWakes_nextPollIsReady() throws Exception {
        PollFuture<Integer> lazy = queued.lazy(runs::incrementAndGet);
        assertEquals(0, queue.size());
        assertThat(lazy.toString()).contains("not begun");
        assertFalse(lazy.poll(cx).isReady());
        assertFalse(lazy.poll(cx).isReady());
        assertEquals(1, queue.size());
        assertEquals(0, wakes.get());
        queue.remove().run();
        assertEquals(1, wakes.get());
        Poll.Ready<Integer> ready = (Poll.Ready<Integer>) lazy.poll(cx);
        assertEquals(1, ready.value());
        IllegalStateException again =
                assertThrows(IllegalStateException.class, () -> lazy.poll(cx));
        assertThat(again.getMessage()).contains("(F3)");
        assertEquals(1, runs.get());
    }

    @Test
    void bl12_value_null_andFailure_onAnExecutor() throws Exception {
        assertEquals(1, BlockOn.run(Blocking.lazy(runs::incrementAndGet)));
        assertNull(BlockOn.run(Blocking.lazy(() -> null)));
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("lazy").build()) {
            TaskFuture<Boolean> onVirtual =
                    bridge.spawn(Blocking.lazy(() -> Thread.currentThread().isVirtual()));
            assertTrue(onVirtual.get());
        }
        CompletionException wrapper = new CompletionException(new IllegalStateException());
        PollFuture<Object> failing =
                Blocking.lazy(
                        () -> {
                            throw wrapper;
                        });
        assertSame(wrapper, assertThrows(CompletionException.class, () -> BlockOn.run(failing)));
    }

    @Test
    void bl12_cancelBeforeTheFirstPoll_neverRuns() {
        PollFuture<Integer> lazy = queued.lazy(runs::incrementAndGet, discarded::add);
        lazy.cancel();
        assertThrows(IllegalStateException.class, () -> lazy.poll(cx));
        assertEquals(0, queue.size());
        assertEquals(0, runs.get());
        assertEquals(List.of(), discarded);
    }

    @Test
    void bl12_cancelBeforeTheBodyBegins_neverRuns() throws Exception {
        PollFuture<Integer> lazy = queued.lazy(runs::incrementAndGet, discarded::add);
        lazy.poll(cx);
        lazy.cancel();
        queue.remove().run();
        assertEquals(0, runs.get());
        assertEquals(0, wakes.get(), "the waker was let go of");
        assertEquals(List.of(), discarded);
    }

    @Test
    void bl12_cancelWhileRunning_interrupts_lateValueIsDiscarded() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        PollFuture<String> lazy =
                Blocking.with()
                        .lazy(
                                () -> {
                                    running.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                        return "never";
                                    } catch (InterruptedException e) {
                                        return "late";
                                    }
                                },
                                value -> {
                                    discarded.add(value);
                                    gone.countDown();
                                    throw new IllegalStateException("is logged");
                                });
        lazy.poll(cx);
        running.await();
        lazy.cancel();
        assertTrue(gone.await(10, TimeUnit.SECONDS));
        assertEquals(List.of("late"), discarded);
    }

    @Test
    void bl12_cancelAfterTheBody_beforeThePoll_discards() throws Exception {
        PollFuture<Integer> lazy = queued.lazy(runs::incrementAndGet, discarded::add);
        lazy.poll(cx);
        queue.remove().run();
        assertEquals(List.of(), discarded);
        lazy.cancel();
        assertEquals(List.of(1), discarded);
    }

    @Test
    void bl12_readyValueThatIsLost_isDiscardedOnce() throws Exception {
        PollFuture<Integer> lazy = queued.lazy(runs::incrementAndGet, discarded::add);
        lazy.poll(cx);
        queue.remove().run();
        assertTrue(lazy.poll(cx).isReady());
        assertEquals(List.of(), discarded);
        lazy.onDiscard(1);
        lazy.cancel();
        assertEquals(List.of(1), discarded);
        queued.lazy(() -> 1).onDiscard(1);
    }

    @Test
    void bl12_refused_isTheFailure_alreadyAtTheFirstPoll() {
        PollFuture<Integer> lazy =
                Blocking.on(
                                (Executor)
                                        task -> {
                                            throw new RejectedExecutionException("full");
                                        })
                        .lazy(runs::incrementAndGet);
        assertThrows(RejectedExecutionException.class, () -> lazy.poll(cx));
        assertThrows(IllegalStateException.class, () -> lazy.poll(cx));
    }

    @Test
    void bl12_context_isThatOfTheCallOfLazy() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        local.set("captured");
        PollFuture<String> lazy =
                Blocking.with()
                        .context(ContextCarrier.none().withThreadLocal("local", local))
                        .lazy(local::get);
        local.set("at the poll");
        assertEquals("captured", BlockOn.run(lazy));
        RecordedSource source = new RecordedSource("s", new ArrayList<>());
        source.atCapture = new UnsupportedOperationException();
        PollFuture<Integer> refused =
                Blocking.with()
                        .context(ContextCarrier.none().with(source))
                        .lazy(runs::incrementAndGet);
        assertThrows(RejectedExecutionException.class, () -> refused.poll(cx));
        assertEquals(0, runs.get());
    }

    /** Each value is either polled or discarded, whoever is first. */
    @Test
    void bl12_cancelBesideTheEnd_discardsOnceOrNeverRan() throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(7);
        try (PlainWorker worker = new PlainWorker()) {
            Blocking.Launcher launcher =
                    Blocking.on((Executor) worker).context(ContextCarrier.none());
            while (rounds.next()) {
                int before = discarded.size();
                int begun = runs.get();
                PollFuture<Integer> lazy = launcher.lazy(runs::incrementAndGet, discarded::add);
                if (lazy.poll(cx) instanceof Poll.Ready<Integer> ready) {
                    lazy.onDiscard(ready.value()); // as an owner does that has no use for it
                } else {
                    Rounds.spin(balance.length());
                    lazy.cancel();
                }
                CountDownLatch after = new CountDownLatch(1);
                worker.execute(after::countDown);
                after.await();
                assertEquals(runs.get() - begun, discarded.size() - before);
                balance.wasTooLong(runs.get() > begun);
            }
            assertEquals(0, worker.leaks.get());
        }
        assertThat(runs.get()).isEqualTo(discarded.size());
    }
}
