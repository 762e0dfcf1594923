package io.github.trunnion.loom;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

@Timeout(30)
class AwaitStageTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    @ParameterizedTest
    @EnumSource
    void aw04_foreignStage_getsOneCallback_andResumes(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> waiter = kind.start(() -> Await.await(foreign.stage)).parked();
        assertEquals(1, foreign.callbacks.size());
        foreign.complete("value", null);
        assertEquals("value", waiter.value());
        assertEquals("value", Await.await(foreign.stage));
    }

    @ParameterizedTest
    @EnumSource
    void aw04_permitsOfOthers_doNotEndTheWait(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> waiter = kind.start(() -> Await.await(foreign.stage)).parked();
        for (int i = 0; i < 1_000; i++) {
            LockSupport.unpark(waiter.thread);
        }
        waiter.parked();
        assertFalse(waiter.isEnded());
        foreign.complete("value", null);
        assertEquals("value", waiter.value());
    }

    @ParameterizedTest
    @EnumSource
    void aw04_abandonedWait_holdsNeitherThreadNorResult(ThreadKind kind) throws Exception {
        ForeignStage<Object> foreign = new ForeignStage<>();
        Running<Object> waiter = kind.start(() -> Await.await(foreign.stage, SHORT));
        waiter.failure(TimeoutException.class);
        WeakReference<Thread> thread = new WeakReference<>(waiter.thread);
        waiter = null;
        await().until(
                        () -> {
                            System.gc();
                            return thread.get() == null;
                        });
        Object result = new Object();
        WeakReference<Object> late = new WeakReference<>(result);
        foreign.callbacks.forEach(c -> c.accept(late.get(), null));
        result = null;
        await().until(
                        () -> {
                            System.gc();
                            return late.get() == null;
                        });
        assertEquals(1, foreign.callbacks.size());
    }

    @ParameterizedTest
    @EnumSource
    void aw08_lateCompletionAfterATimeout_disturbsNothing(ThreadKind kind) throws Exception {
        Running<String> waiter =
                kind.start(
                        () -> {
                            ForeignStage<String> first = new ForeignStage<>();
                            assertThrows(
                                    TimeoutException.class, () -> Await.await(first.stage, SHORT));
                            ForeignStage<String> second = new ForeignStage<>();
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                first.complete("late", null);
                                                second.complete("value", null);
                                            });
                            return Await.await(second.stage);
                        });
        assertEquals("value", waiter.value());
    }

    @ParameterizedTest
    @EnumSource
    void aw08_lateCompletionAfterAnInterrupt_disturbsNothing(ThreadKind kind) throws Exception {
        ForeignStage<String> first = new ForeignStage<>();
        ForeignStage<String> second = new ForeignStage<>();
        CompletableFuture<Void> interrupted = new CompletableFuture<>();
        Running<String> waiter =
                kind.start(
                        () -> {
                            assertThrows(
                                    InterruptedException.class, () -> Await.await(first.stage));
                            interrupted.complete(null);
                            return Await.await(second.stage);
                        });
        waiter.parked();
        waiter.thread.interrupt();
        interrupted.join();
        waiter.parked();
        first.complete("late", null);
        waiter.parked();
        assertFalse(waiter.isEnded());
        second.complete("value", null);
        assertEquals("value", waiter.value());
        assertFalse(waiter.flag());
    }

    @Test
    void aw08_secondCallbackOfABrokenStage_isIgnored() throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> waiter =
                ThreadKind.VIRTUAL.start(() -> Await.await(foreign.stage)).parked();
        foreign.callbacks.forEach(c -> c.accept("first", null));
        foreign.callbacks.forEach(c -> c.accept("second", null));
        assertEquals("first", waiter.value());
    }

    @Test
    void aw04_stageThatRefusesTheCallback_throwsAtTheCaller() {
        IllegalStateException refusal = new IllegalStateException("shut down");
        assertSame(
                refusal,
                assertThrows(IllegalStateException.class, () -> Await.await(refusing(refusal))));
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<String> refusing(RuntimeException refusal) {
        return (CompletionStage<String>)
                Proxy.newProxyInstance(
                        AwaitStageTest.class.getClassLoader(),
                        new Class<?>[] {CompletionStage.class},
                        (proxy, method, args) -> {
                            throw refusal;
                        });
    }

    @Test
    void aw04_blocker_isTheSource() throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> waiter =
                ThreadKind.PLATFORM.start(() -> Await.await(foreign.stage)).parked();
        assertSame(foreign.stage, LockSupport.getBlocker(waiter.thread));
        foreign.complete("value", null);
        waiter.value();
    }
}
