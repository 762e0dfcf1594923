package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class AwaitCompleteTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource
    void aw01_completeSource_isAnsweredAtOnce_flagUntouched(ThreadKind kind) throws Exception {
        Running<String> running =
                kind.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            FutureTask<String> task = new FutureTask<>(() -> "d");
                            task.run();
                            return Await.await(CompletableFuture.completedFuture("a"))
                                    + Await.await(CompletableFuture.completedFuture("b"), LONG)
                                    + Await.await(CompletableFuture.completedStage("c"))
                                    + Await.awaitFuture(task)
                                    + Await.awaitFuture(task, LONG);
                        });
        assertEquals("abcdd", running.value());
        assertTrue(running.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw01_failedSource_throwsAtOnce_flagUntouched(ThreadKind kind) throws Exception {
        IllegalStateException failure = new IllegalStateException();
        Running<Object> running =
                kind.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return Await.await(CompletableFuture.failedFuture(failure), LONG);
                        });
        assertSame(failure, running.failure().getCause());
        assertTrue(running.flag());
    }

    @Test
    void aw01_futureThatLooksAtTheFlagFirst_isReadAllTheSame() throws Exception {
        AtomicInteger gets = new AtomicInteger();
        Future<String> impatient =
                new FutureTask<>(() -> "unused") {
                    @Override
                    public boolean isDone() {
                        return true;
                    }

                    @Override
                    public String get() throws InterruptedException {
                        gets.incrementAndGet();
                        if (Thread.interrupted()) {
                            throw new InterruptedException();
                        }
                        return "value";
                    }
                };
        Running<String> running =
                ThreadKind.PLATFORM.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return Await.awaitFuture(impatient);
                        });
        assertEquals("value", running.value());
        assertTrue(running.flag());
        assertEquals(2, gets.get());
    }

    @Test
    void aw02_nullArguments_areNamed() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("x");
        assertNamed("stage", () -> Await.await((CompletionStage<String>) null));
        assertNamed("stage", () -> Await.await((CompletionStage<String>) null, LONG));
        assertNamed("future", () -> Await.awaitFuture(null));
        assertNamed("future", () -> Await.awaitFuture(null, LONG));
        assertNamed(
                "future", () -> Await.await((io.github.trunnion.futures.PollFuture<String>) null));
        assertNamed("timeout", () -> Await.await(done, (Duration) null));
        assertNamed("timeout", () -> Await.awaitFuture(done, null));
        assertNamed("bridge", () -> Await.on(null));
    }

    static void assertNamed(String parameter, org.junit.jupiter.api.function.Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aw02_completedWithNull_returnsNull(ThreadKind kind) throws Exception {
        assertNull(Await.await(CompletableFuture.completedFuture(null)));
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> slow = kind.start(() -> Await.await(source)).parked();
        source.complete(null);
        assertNull(slow.value());
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> slower = kind.start(() -> Await.await(foreign.stage)).parked();
        foreign.complete(null, null);
        assertNull(slower.value());
    }

    @ParameterizedTest
    @EnumSource
    void aw03_completedWhileParked_resumes(ThreadKind kind) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> plain = kind.start(() -> Await.await(source)).parked();
        Running<String> timed = kind.start(() -> Await.await(source, LONG)).parked();
        Running<String> future = kind.start(() -> Await.awaitFuture(source, LONG)).parked();
        source.complete("value");
        assertThat(plain.value()).isEqualTo("value");
        assertThat(timed.value()).isEqualTo("value");
        assertThat(future.value()).isEqualTo("value");
        assertFalse(plain.flag());
    }

    @Test
    void aw03_timeoutsBeyondTheClock_waitForTheResult() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> forever =
                ThreadKind.VIRTUAL
                        .start(() -> Await.await(source, Duration.ofSeconds(Long.MAX_VALUE)))
                        .parked();
        source.complete("value");
        assertEquals("value", forever.value());
    }

    @Test
    void aw12_virtualThread_resumesAsTheSameThread() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        ThreadLocal<String> local = new ThreadLocal<>();
        Running<Boolean> running =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            Thread before = Thread.currentThread();
                            local.set("mine");
                            Await.await(source);
                            return before == Thread.currentThread() && "mine".equals(local.get());
                        });
        running.parked();
        source.complete("x");
        assertTrue(running.value());
    }

    @Test
    void aw13_mainThread_parks() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Thread main = Thread.currentThread();
        Thread completer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (main.getState() != Thread.State.WAITING) {
                                        Thread.onSpinWait();
                                    }
                                    source.complete("value");
                                });
        assertEquals("value", Await.await(source));
        assertTrue(completer.join(Duration.ofNanos(TimeUnit.SECONDS.toNanos(10))));
    }
}
