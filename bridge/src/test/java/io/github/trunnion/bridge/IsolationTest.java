package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What user code does to a carrier stays with that user code. */
class IsolationTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("isolated").uncaughtHandler(uncaught).build();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(executor.isClosed()).isTrue();
    }

    private void assertGoesOn() throws Exception {
        assertThat(executor.<Integer>spawn(cx -> Poll.ready(7)).get()).isEqualTo(7);
    }

    @Test
    void e04_taskThrows_itsOwnResultFailsWithThatVeryThrowableAndNothingElse() throws Exception {
        Probe<Integer> neighbour = new Probe<>();
        TaskFuture<Integer> other = executor.spawn(neighbour);
        for (Throwable thrown :
                new Throwable[] {new Exception("a"), new AssertionError("b"), new Error("c")}) {
            TaskFuture<Integer> task =
                    executor.spawn(
                            cx -> {
                                if (thrown instanceof Error e) {
                                    throw e;
                                }
                                throw (Exception) thrown;
                            });
            assertThatThrownBy(task::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(thrown);
        }
        assertThat(other.isDone()).isFalse();
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void e04_pollReturnsNull_failsWithAMessageThatNamesTheFuture() {
        Probe<Integer> probe =
                new Probe<>(cx -> Poll.pending()) {
                    @Override
                    public Poll<Integer> poll(io.github.trunnion.futures.Context cx) {
                        return null;
                    }

                    @Override
                    public String toString() {
                        return "the null future";
                    }
                };
        assertThatThrownBy(executor.spawn(probe)::get)
                .cause()
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the null future");
    }

    @Test
    void e04_actionOfExecuteThrows_reportedAndTheCarrierGoesOn() throws Exception {
        executor.execute(
                () -> {
                    throw new IllegalStateException("action");
                });
        assertGoesOn();
        assertThat(uncaught.all())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("action");
    }

    @Test
    void e04_wakerThrowsInATimerAndInAHook_reportedAndTheOthersFire() throws Exception {
        CountDownLatch others = new CountDownLatch(2);
        executor.spawn(
                        cx -> {
                            cx.timers()
                                    .wakeAfter(
                                            0,
                                            () -> {
                                                throw new IllegalStateException("timer");
                                            });
                            cx.timers().wakeAfter(0, others::countDown);
                            return Poll.ready(1);
                        })
                .get();
        ManualHook hook = new ManualHook();
        hook.leaseOn(executor);
        hook.event(
                () -> {
                    throw new IllegalStateException("hook");
                });
        hook.event(others::countDown);
        others.await();
        assertGoesOn();
        assertThat(uncaught.all())
                .extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder("timer", "hook");
        assertThat(hook.closes).hasValue(0);
    }

    @Test
    void e04_handlerThrows_theCarrierGoesOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (BridgeExecutor other =
                BridgeExecutor.builder()
                        .uncaughtHandler(
                                (t, e) -> {
                                    asked.incrementAndGet();
                                    throw new IllegalStateException("handler");
                                })
                        .build()) {
            other.execute(
                    () -> {
                        throw new IllegalStateException("action");
                    });
            assertThat(other.<Integer>spawn(cx -> Poll.ready(1)).get()).isEqualTo(1);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void e04_defaultHandler_logsAndTheCarrierGoesOn() throws Exception {
        try (BridgeExecutor other = BridgeExecutor.builder().build()) {
            other.execute(
                    () -> {
                        throw new IllegalStateException("logged on purpose by e04");
                    });
            assertThat(other.<Integer>spawn(cx -> Poll.ready(1)).get()).isEqualTo(1);
        }
    }

    @Test
    void e04_stackOverflowInAPoll_failsThatTaskOnly() throws Exception {
        for (int i = 0; i < 20; i++) {
            TaskFuture<Integer> task = executor.spawn(cx -> Poll.ready(recurse(1)));
            assertThatThrownBy(task::get).cause().isInstanceOf(StackOverflowError.class);
            assertGoesOn();
        }
        assertThat(uncaught.all()).isEmpty();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    @Test
    void e04_taskInterruptsItsCarrier_theFlagIsClearForTheNextAndParksBlockAgain()
            throws Exception {
        ManualHook hook = new ManualHook();
        for (int i = 0; i < 2; i++) {
            executor.<Integer>spawn(
                            cx -> {
                                Thread.currentThread().interrupt();
                                return Poll.ready(1);
                            })
                    .get();
            assertThat(executor.<Boolean>spawn(cx -> Poll.ready(Thread.interrupted())).get())
                    .isFalse();
            executor.execute(() -> Thread.currentThread().interrupt());
            assertThat(executor.<Boolean>spawn(cx -> Poll.ready(Thread.interrupted())).get())
                    .isFalse();
            hook.leaseOn(executor); // and once more with a hook
            await().until(() -> hook.inPark);
        }
        Thread carrier = hook.parkThread;
        long parks = hook.parks.get();
        carrier.interrupt();
        await().until(() -> hook.parks.get() == parks + 1 && hook.inPark);
        assertThat(carrier.isInterrupted()).isFalse();
        await().during(Duration.ofMillis(100)).until(() -> hook.parks.get() == parks + 1);
    }

    @Test
    void e04_interruptOfAPlainlyParkedCarrier_isNoSignalToAnybody() throws Exception {
        Probe<Thread> probe = new Probe<>();
        executor.spawn(probe);
        Thread carrier = executor.<Thread>spawn(cx -> Poll.ready(Thread.currentThread())).get();
        await().until(() -> carrier.getState() == Thread.State.WAITING);
        long parks = executor.counters().parksPlain();
        carrier.interrupt();
        await().until(() -> executor.counters().parksPlain() == parks + 1);
        assertGoesOn();
        assertThat(carrier.isInterrupted()).isFalse();
        assertThat(probe.polls).hasValue(1);
        assertThat(probe.cancels).hasValue(0);
    }

    @Test
    void e04_taskChangesTheContextClassLoader_restoredForTheNext() throws Exception {
        ClassLoader before = loaderOfCarrier();
        try (URLClassLoader foreign = new URLClassLoader(new URL[0])) {
            executor.<Integer>spawn(
                            cx -> {
                                Thread.currentThread().setContextClassLoader(foreign);
                                return Poll.ready(1);
                            })
                    .get();
            assertThat(loaderOfCarrier()).isSameAs(before);
            ManualHook hook = new ManualHook();
            hook.leaseOn(executor);
            CountDownLatch fired = new CountDownLatch(1);
            hook.event(
                    () -> {
                        Thread.currentThread().setContextClassLoader(foreign);
                        fired.countDown();
                    });
            fired.await();
            assertThat(loaderOfCarrier()).isSameAs(before);
        }
    }

    private ClassLoader loaderOfCarrier() throws Exception {
        return executor.<ClassLoader>spawn(
                        cx -> Poll.ready(Thread.currentThread().getContextClassLoader()))
                .get();
    }

    @Test
    void e04_threadLocalSetByATask_staysOnTheCarrier() throws Exception {
        executor.execute(() -> LOCAL.set("kept"));
        assertThat(executor.<String>spawn(cx -> Poll.ready(LOCAL.get())).get()).isEqualTo("kept");
    }

    @Test
    void e05_wakesAndSubmitsAfterTheEnd_neitherThrowNorBlock() throws Exception {
        Probe<Integer> probe = new Probe<>();
        executor.spawn(probe);
        probe.polled.await();
        var lease = new ManualHook().leaseOn(executor);
        executor.close(Duration.ZERO);
        assertThatCode(probe::wake).doesNotThrowAnyException();
        assertThatCode(lease::close).doesNotThrowAnyException();
    }

    /** In the carrier mode; in hosted mode they have run on the JDK's scheduler all the time. */
    @Test
    void e05_lateContinuations_runOnFallbackThreads() throws Exception {
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<Thread> carrier = new CompletableFuture<>();
        Thread parked =
                executor.newThread(
                        "parked",
                        () -> {
                            late.join();
                            carrier.complete(BackEnd.currentCarrier());
                        });
        parked.start();
        await().until(() -> parked.getState() == Thread.State.WAITING);
        executor.close(Duration.ZERO);
        assertThat(executor.isClosed()).isTrue();
        late.complete("late");
        parked.join();
        if (executor.mode() == BridgeMode.CARRIER) {
            assertThat(carrier.get().getName()).startsWith("trunnion-continuation-");
            assertThat(carrier.get().isVirtual()).isFalse();
        }
        assertThat(uncaught.all()).isEmpty();
    }

    @Test
    void e04_actionOfExecuteThrowsAnError_reportedAndTheCarrierGoesOn() throws Exception {
        executor.execute(
                () -> {
                    throw new AssertionError("action");
                });
        assertGoesOn();
        assertThat(uncaught.all()).singleElement().isInstanceOf(AssertionError.class);
    }
}
