package io.github.trunnion.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.loom.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Forks on the virtual threads of an executor with one carrier, awaiting poll-futures. */
@Timeout(30)
@ParameterizedClass
@EnumSource
class StructuredTaskScopeTest {
    /** Who opens the scope. */
    enum Owner {
        PLATFORM_THREAD,
        THREAD_OF_THE_EXECUTOR
    }

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final BridgeExecutor bridge = BridgeExecutor.builder().name("forks").build();
    private final Owner owner;

    StructuredTaskScopeTest(Owner owner) {
        this.owner = owner;
    }

    @AfterEach
    void close() {
        bridge.close(Duration.ZERO);
    }

    private <T, R> StructuredTaskScope<T, R> open(Joiner<T, R> joiner) {
        return StructuredTaskScope.open(
                joiner, config -> config.withThreadFactory(bridge.threadFactory()));
    }

    /** Runs the body on the owner's thread. */
    private <T> T asOwner(Callable<T> body) throws Exception {
        if (owner == Owner.PLATFORM_THREAD) {
            return body.call();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        bridge.newThread(
                        "owner",
                        () -> {
                            try {
                                result.complete(body.call());
                            } catch (Throwable thrown) {
                                result.completeExceptionally(thrown);
                            }
                        })
                .start();
        return result.get();
    }

    @Test
    void forks_runOnThreadsOfTheExecutorAndAwaitPollFutures() throws Exception {
        List<String> values =
                asOwner(
                        () -> {
                            try (var scope = open(Joiner.<String>allSuccessfulOrThrow())) {
                                for (int i = 0; i < 100; i++) {
                                    int number = i;
                                    scope.fork(() -> fork(number));
                                }
                                return scope.join().map(Subtask::get).toList();
                            }
                        });
        assertThat(values).hasSize(100).startsWith("0").endsWith("99");
    }

    private String fork(int number) throws Exception {
        assertThat(Thread.currentThread().isVirtual()).isTrue();
        assertThat(BridgeExecutor.current()).isSameAs(bridge);
        assertThat(bridge.awaitsInPlace()).isEqualTo(bridge.mode() == BridgeMode.CARRIER);
        bridge.await(PollFutures.sleep(Duration.ofMillis(1)));
        return Await.on(bridge).await(PollFutures.ready(String.valueOf(number)));
    }

    @Test
    void forks_meetInOnePromise() throws Exception {
        Promise<String> promise = new Promise<>();
        String value =
                asOwner(
                        () -> {
                            try (var scope = open(Joiner.awaitAllSuccessfulOrThrow())) {
                                Subtask<String> waits = scope.fork(() -> bridge.await(promise));
                                scope.fork(() -> promise.complete("met"));
                                scope.join();
                                return waits.get();
                            }
                        });
        assertThat(value).isEqualTo("met");
    }

    @Test
    void failingFork_interruptsTheOthersWhoseFuturesAreCancelled() throws Exception {
        Never one = new Never();
        Never other = new Never();
        AtomicInteger interrupts = new AtomicInteger();
        Throwable failure =
                asOwner(
                        () -> {
                            try (var scope = open(Joiner.awaitAllSuccessfulOrThrow())) {
                                scope.fork(() -> countInterrupt(one, interrupts));
                                scope.fork(() -> countInterrupt(other, interrupts));
                                scope.fork(
                                        () -> {
                                            one.awaitPoll();
                                            other.awaitPoll();
                                            return bridge.await(
                                                    PollFutures.failed(
                                                            new IllegalStateException("fork")));
                                        });
                                return failureOf(scope::join);
                            }
                        });
        assertThat(failure)
                .isInstanceOf(FailedException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("fork");
        assertThat(interrupts).hasValue(2); // close has waited for them
        assertThat(one.isCancelled()).isTrue();
        assertThat(other.isCancelled()).isTrue();
    }

    private String countInterrupt(Never future, AtomicInteger interrupts) throws Exception {
        try {
            return bridge.await(future);
        } catch (InterruptedException interrupted) {
            interrupts.incrementAndGet();
            throw interrupted;
        }
    }

    private static Throwable failureOf(Callable<?> call) {
        try {
            call.call();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    @Test
    void firstSuccess_cancelsTheOthers() throws Exception {
        Never loser = new Never();
        String first =
                asOwner(
                        () -> {
                            try (var scope = open(Joiner.<String>anySuccessfulResultOrThrow())) {
                                scope.fork(() -> bridge.await(loser));
                                scope.fork(
                                        () -> {
                                            loser.awaitPoll();
                                            return bridge.await(PollFutures.ready("first"));
                                        });
                                return scope.join();
                            }
                        });
        assertThat(first).isEqualTo("first");
        assertThat(loser.isCancelled()).isTrue();
    }

    @Test
    void gr07_timeoutOfTheScope_cancelsTheForksAndWhatTheyAwait() throws Exception {
        Never one = new Never();
        CompletableFuture<String> stage = new CompletableFuture<>();
        Throwable timeout =
                asOwner(
                        () -> {
                            try (var scope =
                                    StructuredTaskScope.open(
                                            Joiner.<String>awaitAllSuccessfulOrThrow(),
                                            config ->
                                                    config.withTimeout(Duration.ofMillis(50))
                                                            .withThreadFactory(
                                                                    bridge.threadFactory()))) {
                                scope.fork(() -> bridge.await(one));
                                scope.fork(() -> Await.await(stage));
                                return failureOf(scope::join);
                            }
                        });
        assertThat(timeout).isInstanceOf(TimeoutException.class);
        assertThat(stage).isCancelled();
    }

    @Test
    void pb20_scopeIsCancelled_awaitedStageIsCancelled() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThat(asOwner(() -> failing(() -> Await.await(stage))))
                .hasRootCauseMessage("the other fork");
        assertThat(stage).isCancelled();
    }

    @Test
    void pb20_scopeIsCancelled_stageOfAGetRunsOn() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThat(asOwner(() -> failing(stage::get))).hasRootCauseMessage("the other fork");
        assertThat(stage).isNotDone();
    }

    /** Has a scope fail while a fork waits, and wait for that fork. */
    private Throwable failing(Callable<String> wait) {
        CountDownLatch begun = new CountDownLatch(1);
        try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
            scope.fork(
                    () -> {
                        begun.countDown();
                        return wait.call();
                    });
            scope.fork(
                    () -> {
                        begun.await();
                        throw new IllegalStateException("the other fork");
                    });
            return failureOf(scope::join);
        }
    }

    @Test
    void interruptOfTheOwner_cancelsTheForks() throws Exception {
        Never one = new Never();
        Throwable interrupted =
                asOwner(
                        () -> {
                            Thread thread = Thread.currentThread();
                            try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
                                scope.fork(() -> bridge.await(one));
                                scope.fork(
                                        () -> {
                                            one.awaitPoll();
                                            thread.interrupt();
                                            return "interrupts";
                                        });
                                return failureOf(scope::join);
                            }
                        });
        assertThat(interrupted).isInstanceOf(InterruptedException.class);
        assertThat(one.isCancelled()).isTrue();
    }

    /** A poll in place is the fork's; in hosted mode it is the carrier's, which has no bindings. */
    @Test
    void scopedValues_areBoundInForksAndInPollsInPlace() throws Exception {
        List<String> seen = asOwner(() -> ScopedValue.where(USER, "ann").call(this::forkUsers));
        String inPoll = bridge.mode() == BridgeMode.CARRIER ? "ann" : "nobody";
        assertThat(seen).containsExactly("ann", inPoll);
    }

    private List<String> forkUsers() throws Exception {
        try (var scope = open(Joiner.<String>allSuccessfulOrThrow())) {
            scope.fork(USER::get);
            scope.fork(() -> bridge.await(PollFutures.map(pause(), x -> USER.orElse("nobody"))));
            return scope.join().map(Subtask::get).toList();
        }
    }

    private static PollFuture<Void> pause() {
        return PollFutures.sleep(Duration.ofMillis(1));
    }

    @Test
    void scopesInForks_nest() throws Exception {
        Never inner = new Never();
        Never outer = new Never();
        List<String> order = new ArrayList<>();
        Throwable failure =
                asOwner(
                        () -> {
                            try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
                                scope.fork(() -> bridge.await(outer));
                                scope.fork(() -> nested(inner, outer, order));
                                return failureOf(scope::join);
                            }
                        });
        assertThat(failure).hasRootCauseMessage("innermost");
        assertThat(inner.isCancelled()).isTrue();
        assertThat(outer.isCancelled()).isTrue();
        assertThat(order).containsExactly("inner closed");
    }

    private String nested(Never inner, Never outer, List<String> order) throws Exception {
        try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
            scope.fork(() -> bridge.await(inner));
            scope.fork(
                    () -> {
                        inner.awaitPoll();
                        outer.awaitPoll();
                        throw new IllegalStateException("innermost");
                    });
            scope.join();
            return "joined";
        } finally {
            assertThat(inner.isCancelled()).isTrue();
            order.add("inner closed");
        }
    }

    @Test
    void closeOfTheExecutor_failsTheForks() throws Exception {
        Never one = new Never();
        CountDownLatch joined = new CountDownLatch(1);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
                                scope.fork(() -> bridge.await(one));
                                failure.complete(failureOf(scope::join));
                            }
                            joined.countDown();
                        });
        one.awaitPoll();
        bridge.close(Duration.ZERO);
        assertThat(failure.get())
                .isInstanceOf(FailedException.class)
                .hasCauseInstanceOf(BridgeClosedException.class)
                .hasCauseInstanceOf(CancellationException.class);
        joined.await();
        assertThat(one.isCancelled()).isTrue();
        assertThatThrownBy(
                        () -> {
                            try (var scope = open(Joiner.<String>awaitAllSuccessfulOrThrow())) {
                                scope.fork(() -> "late");
                            }
                        })
                .hasMessageContaining("only an open executor takes new work");
    }
}
