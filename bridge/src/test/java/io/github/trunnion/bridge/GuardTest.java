package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Blocking is refused where it would stop a loop. */
class GuardTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("guard").uncaughtHandler(uncaught).build();
    private final TaskFuture<Integer> incomplete = executor.spawn(new Probe<>());

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
    }

    /** Tries each way to block; gives what they threw. */
    private List<Throwable> block() {
        List<Throwable> thrown = new ArrayList<>();
        thrown.add(catchThrowable(incomplete::get));
        thrown.add(catchThrowable(() -> incomplete.get(1, TimeUnit.DAYS)));
        thrown.add(catchThrowable(() -> incomplete.get(0, TimeUnit.DAYS)));
        thrown.add(catchThrowable(incomplete::join));
        thrown.add(catchThrowable(() -> BlockOn.run(PollFutures.ready(1))));
        thrown.add(catchThrowable(() -> BlockOn.requireBlockingAllowed("my wait")));
        return thrown;
    }

    private static void assertRefused(List<Throwable> thrown, String running) {
        assertThat(thrown)
                .hasSize(6)
                .allSatisfy(
                        t ->
                                assertThat(t)
                                        .isInstanceOf(BlockingNotAllowedException.class)
                                        .hasMessageContainingAll("guard", running, "E7")
                                        .hasMessageContainingAll(
                                                "PollFutures.then or PollFutures.map",
                                                "executor.newThread"));
        assertThat(thrown.getFirst()).hasMessageContaining("TaskFuture.get");
        assertThat(thrown.get(3)).hasMessageContaining("TaskFuture.join");
        assertThat(thrown.getLast()).hasMessageContaining("my wait");
    }

    @Test
    void e07_blockingInAPoll_refusedNamingTheFuture() throws Exception {
        Probe<List<Throwable>> probe =
                new Probe<>(cx -> Poll.ready(block())) {
                    @Override
                    public String toString() {
                        return "the blocking future";
                    }
                };
        assertRefused(executor.spawn(probe).get(), "the blocking future");
    }

    @Test
    void e07_blockingInAnAction_refusedNamingIt() throws Exception {
        CompletableFuture<List<Throwable>> seen = new CompletableFuture<>();
        executor.execute(
                new Runnable() {
                    @Override
                    public void run() {
                        seen.complete(block());
                    }

                    @Override
                    public String toString() {
                        return "the blocking action";
                    }
                });
        assertRefused(seen.get(), "the blocking action");
    }

    @Test
    void e07_blockingInAWakerOfATimer_refused() throws Exception {
        CompletableFuture<List<Throwable>> seen = new CompletableFuture<>();
        executor.spawn(cx -> Poll.ready(cx.timers().wakeAfter(0, () -> seen.complete(block()))))
                .get();
        assertRefused(seen.get(), "guard");
    }

    @Test
    void e07_blockingInAHooksPark_refusedNamingTheHook() throws Exception {
        CompletableFuture<List<Throwable>> seen = new CompletableFuture<>();
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        hook.event(() -> seen.complete(block()));
        assertRefused(seen.get(), "ManualHook");
    }

    @Test
    void e07_blockingInACancel_refusedNamingTheFuture() throws Exception {
        CompletableFuture<List<Throwable>> seen = new CompletableFuture<>();
        Probe<Integer> probe =
                new Probe<>() {
                    @Override
                    public void cancel() {
                        seen.complete(block());
                    }

                    @Override
                    public String toString() {
                        return "the cancelled future";
                    }
                };
        TaskFuture<Integer> task = executor.spawn(probe);
        probe.polled.await();
        task.cancel(true);
        assertRefused(seen.get(), "the cancelled future");
    }

    @Test
    void e07_blockingInADirectDependent_refused() throws Exception {
        AtomicReference<List<Throwable>> seen = new AtomicReference<>();
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        try (Held held = Held.on(executor)) {
            var unused =
                    executor.spawn(cx -> Poll.ready(Thread.currentThread()))
                            .directCompletion()
                            .thenAccept(
                                    carrier -> {
                                        ranOn.set(Thread.currentThread());
                                        assertThat(carrier).isSameAs(Thread.currentThread());
                                        seen.set(block());
                                        done.countDown();
                                    });
        }
        done.await();
        assertRefused(seen.get(), "guard");
        assertThat(ranOn.get().getName()).isEqualTo("guard-0");
    }

    @Test
    void e07_blockingInsideBlockOn_refusedNamingTheThread() throws Exception {
        List<Throwable> thrown = BlockOn.run(cx -> Poll.ready(block()));
        assertThat(thrown)
                .allSatisfy(
                        t ->
                                assertThat(t)
                                        .isInstanceOf(BlockingNotAllowedException.class)
                                        .hasMessageContaining("BlockOn.run on"));
        assertThatCode(() -> BlockOn.requireBlockingAllowed("after")).doesNotThrowAnyException();
    }

    @Test
    void e07_completedFutureOnACarrier_isReadWithoutBlocking() throws Exception {
        TaskFuture<Integer> done = executor.spawn(cx -> Poll.ready(42));
        assertThat(done.get()).isEqualTo(42);
        assertThat(
                        executor.<Integer>spawn(
                                        cx ->
                                                Poll.ready(
                                                        done.get()
                                                                + done.join()
                                                                + done.get(0, TimeUnit.DAYS)))
                                .get())
                .isEqualTo(126);
    }

    @Test
    void e07_blockingOnAnyOtherVirtualThread_parksThatThread() throws Exception {
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Probe<Integer> probe = new Probe<>();
        TaskFuture<Integer> task = executor.spawn(probe);
        Thread waiting =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                seen.complete(task.join());
                            } catch (Throwable t) {
                                seen.completeExceptionally(t);
                            }
                        });
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        task.cancel(true);
        assertThatThrownBy(seen::join)
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    /** The guard belongs to the thread: a dependent that blocks is not on the carrier. */
    @Test
    void e07_dependentThatBlocksForEver_carrierGoesOn() throws Exception {
        CountDownLatch entered = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            try (Held held = Held.on(executor)) {
                var unused =
                        executor.<Integer>spawn(cx -> Poll.ready(1))
                                .thenAccept(
                                        v -> {
                                            entered.countDown();
                                            try {
                                                never.await();
                                            } catch (InterruptedException e) {
                                                throw new IllegalStateException(e);
                                            }
                                        });
            }
        }
        entered.await();
        for (int i = 0; i < 100; i++) {
            assertThat(executor.<Integer>spawn(cx -> Poll.ready(2)).get()).isEqualTo(2);
        }
        never.countDown();
    }

    @Test
    void st08_blockingOnTheView_refusedInEachForm() throws Exception {
        List<Throwable> thrown =
                executor.<List<Throwable>>spawn(
                                cx -> {
                                    List<Throwable> all = new ArrayList<>();
                                    for (CompletableFuture<Integer> view :
                                            List.of(
                                                    incomplete.toCompletableFuture(),
                                                    incomplete
                                                            .toCompletableFuture()
                                                            .thenApply(v -> v))) {
                                        all.add(catchThrowable(view::get));
                                        all.add(catchThrowable(() -> view.get(1, TimeUnit.DAYS)));
                                        all.add(catchThrowable(view::join));
                                    }
                                    return Poll.ready(all);
                                })
                        .get();
        assertThat(thrown).hasSize(6).hasOnlyElementsOfType(BlockingNotAllowedException.class);
    }

    @Test
    void st08_readingAViewThatIsComplete_isNotRefused() throws Exception {
        TaskFuture<Integer> done = executor.spawn(PollFutures.ready(3));
        done.get();
        int sum =
                executor.<Integer>spawn(
                                cx -> {
                                    CompletableFuture<Integer> view = done.toCompletableFuture();
                                    int read = view.get() + view.get(1, TimeUnit.DAYS);
                                    return Poll.ready(read + view.join());
                                })
                        .get();
        assertThat(sum).isEqualTo(9);
    }
}
