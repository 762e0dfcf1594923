package io.github.trunnion.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.AwaitGuard;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.NonBlockingThreads;
import io.github.trunnion.loom.OnGiveUp;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a library whose results are awaited is asked. A subclass says how an operation begins and
 * how its other side ends it; what the library cannot do, it says with the reason, and the test
 * then asserts that it is so.
 */
@Timeout(60)
public abstract class LibraryVerification {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** How long an operation has to go on before it counts as not stopped. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    /** Begins an operation; many may be under way at the same time. */
    protected abstract Pending begin() throws Exception;

    /** The value of {@link Pending#succeed}. */
    protected Object value() {
        return "value";
    }

    /** What is compared with {@link #value}, from what was awaited. */
    protected @Nullable Object read(@Nullable Object awaited) {
        return awaited;
    }

    /** The class of what {@link Pending#fail} fails with, as the library tells it to its users. */
    protected abstract Class<? extends Throwable> failure();

    /** The cases in which the library falls short, each with the reason, said in Markdown. */
    protected Map<Case, String> cannot() {
        return Map.of();
    }

    /** Runs code on an event loop of the library; null if it has none that its users see. */
    protected @Nullable Executor loop() {
        return null;
    }

    /** Recognises the loops; null where the guard of a spoke is there already. */
    protected @Nullable NonBlockingThreads guard() {
        return null;
    }

    /**
     * Whether an operation begins only when it is awaited, as a publisher does that is subscribed
     * to by the first poll. Given up before that, it counts as stopped.
     */
    protected boolean beginsWhenAwaited() {
        return false;
    }

    private boolean stops(Case asked) {
        return !cannot().containsKey(asked);
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.VALUE)
    void parkedThenSucceeds_value(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting = start(waiter, Await.with(), pending).parked();
            pending.succeed();
            assertThat(read(waiting.value())).isEqualTo(value());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.FAILURE)
    void parkedThenFails_failureWithoutWrappers(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting = start(waiter, Await.with(), pending).parked();
            pending.fail();
            Throwable thrown = waiting.failure();
            assertThat(thrown instanceof AwaitException ? thrown.getCause() : thrown)
                    .isInstanceOf(failure());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.TRACE)
    void failed_traceNamesTheCaller(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting = start(waiter, Await.with(), pending).parked();
            pending.fail();
            Throwable thrown = waiting.failure();
            boolean named =
                    Arrays.stream(thrown.getStackTrace())
                            .anyMatch(
                                    frame -> frame.getClassName().equals(Awaited.class.getName()));
            assertThat(named).as("%s", thrown).isEqualTo(stops(Case.TRACE));
        }
    }

    @Test
    @Case.Of(Case.CANCEL)
    void taskOfTheBridgeCancelled_operationStops() throws Exception {
        try (Pending pending = begin()) {
            CountDownLatch awaits = new CountDownLatch(1);
            TaskFuture<?> task =
                    Waiter.Bridges.CARRIER.spawn(
                            Awaited.polled(pending.source(), awaits::countDown));
            assertThat(awaits.await(30, TimeUnit.SECONDS)).isTrue();
            reached(pending);
            task.cancel(true);
            assertThat(task.isCancelled()).isTrue();
            task.terminated().get(30, TimeUnit.SECONDS);
            isStopped(pending, Case.CANCEL);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.CANCELLED)
    void parkedThenCancelledByTheLibrary_cancellationException(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting = start(waiter, Await.with(), pending).parked();
            if (!stops(Case.CANCELLED)) {
                endsOtherwise(waiting, pending);
                return;
            }
            pending.cancel();
            assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
        }
    }

    /** The library has no cancel, or the end it makes is another failure. */
    private static void endsOtherwise(Waiting waiting, Pending pending) throws Exception {
        try {
            pending.cancel();
        } catch (UnsupportedOperationException none) {
            pending.succeed();
            waiting.value();
            return;
        }
        assertThat(waiting.failure()).isNotInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.INTERRUPT)
    void parkedThenInterrupted_operationStops(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting = start(waiter, Await.with(), pending).parked();
            reached(pending);
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            isStopped(pending, Case.INTERRUPT);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.TIMEOUT)
    void timedOut_operationStops(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            if (!beginsWhenAwaited()) {
                reached(pending);
            }
            Waiting waiting = start(waiter, Await.with().timeout(SHORT), pending);
            assertThat(waiting.failure())
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("PT0.03S");
            isStopped(pending, Case.TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.LATE)
    void detachedWaitTimesOutThenSucceeds_secondWaitHasTheValue(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Object shared = Awaited.shared(pending.source(), Waiter.Bridges.HOSTED);
            AwaitOptions<TimeoutException> shortly =
                    Await.with().onGiveUp(OnGiveUp.DETACH).timeout(SHORT);
            assertThat(Waiting.start(waiter, () -> Awaited.await(shortly, shared)).failure())
                    .isInstanceOf(TimeoutException.class);
            Waiting second = Waiting.start(waiter, () -> Awaited.await(Await.with(), shared));
            second.parked();
            pending.succeed();
            assertThat(read(second.value())).isEqualTo(value());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.LATE)
    void manyGivenUpThenEndLate_theNextHaveTheirValues(Waiter waiter) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Pending pending = begin()) {
                Waiting waiting =
                        start(waiter, Await.with().timeout(Duration.ofMillis(1)), pending);
                assertThat(waiting.failure()).isInstanceOf(TimeoutException.class);
                if (i % 2 == 0) {
                    pending.succeed();
                } else {
                    pending.fail();
                }
            }
        }
        parkedThenSucceeds_value(waiter);
    }

    @ParameterizedTest
    @EnumSource
    @Case.Of(Case.CONTEXT)
    void parkedThenSucceeds_sameThreadAndItsContext(Waiter waiter) throws Exception {
        try (Pending pending = begin()) {
            Waiting waiting =
                    Waiting.start(
                            waiter,
                            () -> {
                                Thread before = Thread.currentThread();
                                LOCAL.set("mine");
                                MDC.put("request", "7");
                                try {
                                    Awaited.await(Await.with(), pending.source());
                                    assertThat(Thread.currentThread()).isSameAs(before);
                                    return LOCAL.get() + " " + MDC.get("request");
                                } finally {
                                    LOCAL.remove();
                                    MDC.remove("request");
                                }
                            });
            waiting.parked();
            pending.succeed();
            assertThat(waiting.value()).isEqualTo("mine 7");
        }
    }

    @Test
    @Case.Of(Case.CONTEXT)
    void polledThenSucceeds_contextOfTheCallInTheContinuation() throws Exception {
        ContextCarrier carrier = ContextCarrier.standard().withThreadLocal("local", LOCAL);
        try (Pending pending = begin()) {
            TaskFuture<String> task;
            LOCAL.set("caller's");
            MDC.put("request", "8");
            try {
                task =
                        Waiter.Bridges.CARRIER.spawn(
                                carrier.capture()
                                        .wrapFuture(
                                                PollFutures.map(
                                                        Awaited.polled(pending.source()),
                                                        v -> LOCAL.get() + MDC.get("request"))));
            } finally {
                LOCAL.remove();
                MDC.remove("request");
            }
            pending.succeed();
            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo("caller's8");
        }
    }

    @Test
    @Case.Of(Case.GUARD)
    void awaitOnALoopOfTheLibrary_refused() throws Exception {
        Executor loop = loop();
        assumeTrue(loop != null, "its users see no event loop");
        NonBlockingThreads guard = guard();
        Registration registration = guard == null ? null : AwaitGuard.register(guard);
        try (Pending pending = begin()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            loop.execute(
                    () ->
                            thrown.complete(
                                    catchFailure(
                                            () -> Awaited.await(Await.with(), pending.source()))));
            assertThat(thrown.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(BlockingNotAllowedException.class);
            pending.succeed();
        } finally {
            if (registration != null) {
                registration.close();
            }
        }
    }

    private static <E extends Exception> Waiting start(
            Waiter waiter, AwaitOptions<E> options, Pending pending) {
        return Waiting.start(waiter, () -> Awaited.await(options, pending.source()));
    }

    /**
     * Returns when an operation has reached the other side, where only then it can be seen to stop.
     */
    protected void reached(Pending pending) throws Exception {}

    /** Stopped, or, where the library cannot do that, still under way as its users are told. */
    private void isStopped(Pending pending, Case asked) throws Exception {
        if (stops(asked)) {
            await().atMost(Duration.ofSeconds(30)).until(pending::stopped);
        } else {
            await(cannot().get(asked))
                    .during(GRACE)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !pending.stopped());
            pending.succeed();
            assertThat(pending.stopped()).as(cannot().get(asked)).isFalse();
        }
    }

    private interface Action {
        void run() throws Throwable;
    }

    private static Throwable catchFailure(Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            return e;
        }
        return new AssertionError("should have failed");
    }

    /** A bridge whose virtual threads run on its carriers, for tests of one library only. */
    protected static BridgeExecutor bridge() {
        return Waiter.Bridges.CARRIER;
    }
}
