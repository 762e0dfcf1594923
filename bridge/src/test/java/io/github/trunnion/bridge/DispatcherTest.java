package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The thread that lives as long as the process. */
class DispatcherTest {
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();

    @Test
    void w04_threadOfTheDispatcher_inheritsNothingOfTheCarrierThatNeededItFirst() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        CompletableFuture<String> inherited = new CompletableFuture<>();
        try (URLClassLoader ofAnApplication = new URLClassLoader(new URL[0])) {
            current.setContextClassLoader(ofAnApplication);
            LOCAL.set("of an application");
            Thread thread =
                    Dispatcher.newThread("a dispatcher", () -> inherited.complete(LOCAL.get()));
            assertThat(thread.getContextClassLoader()).isNotSameAs(ofAnApplication);
            assertThat(thread.isDaemon()).isTrue();
            thread.start();
            assertThat(inherited.get()).isNull();
        } finally {
            current.setContextClassLoader(before);
            LOCAL.remove();
        }
    }

    @Test
    void st07_actions_runOnVirtualThreadsEachAndOneThatBlocksOrThrowsHurtsNoOther()
            throws Exception {
        Dispatcher.start();
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Boolean> third = new CompletableFuture<>();
        Dispatcher.execute(never::join);
        Dispatcher.execute(
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                    throw new IllegalStateException("action");
                });
        Dispatcher.execute(() -> third.complete(Thread.currentThread().isVirtual()));
        assertThat(third.get()).isTrue();
        never.complete(null);
    }

    @Test
    void e05_processHasNoThreadLeftWhenItIsStarted_theNextStartDoes() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        Dispatcher dispatcher =
                new Dispatcher(
                        loop ->
                                new Thread(() -> {}) {
                                    @Override
                                    public void start() {
                                        if (starts.incrementAndGet() == 1) {
                                            throw new OutOfMemoryError("no native thread");
                                        }
                                    }
                                });
        assertThatThrownBy(dispatcher::startThread).isInstanceOf(OutOfMemoryError.class);
        dispatcher.startThread();
        dispatcher.startThread();
        assertThat(starts).hasValue(2);
    }

    @Test
    void e05_futureIsPolledInAnAsyncMain_theThreadOfTheDispatcherRuns() throws Exception {
        assertThat(
                        BlockOn.<Boolean>run(
                                cx ->
                                        Poll.ready(
                                                Thread.getAllStackTraces().keySet().stream()
                                                        .map(Thread::getName)
                                                        .anyMatch("trunnion-dispatcher"::equals))))
                .isTrue();
    }

    /** Out of memory, for instance. */
    @Test
    void e05_dispatchThatThrows_isReportedAndWhatComesLaterIsDispatched() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        OutOfMemoryError thrown = new OutOfMemoryError("on purpose");
        Dispatcher.submit(
                new Dispatched(
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((t, e) -> reported.complete(e));
                            throw thrown;
                        }));
        CompletableFuture<Boolean> later = new CompletableFuture<>();
        Dispatcher.submit(
                new Dispatched(
                        () -> {
                            Thread.currentThread().setUncaughtExceptionHandler(null);
                            later.complete(true);
                        }));
        assertThat(later.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reported.get()).isSameAs(thrown);
    }

    private static final class Dispatched extends Node implements Dispatcher.Dispatched {
        private final Runnable body;

        Dispatched(Runnable body) {
            this.body = body;
        }

        @Override
        public void dispatch() {
            body.run();
        }

        @Override
        void run(Carrier carrier) {}

        @Override
        void abandon() {}
    }
}
