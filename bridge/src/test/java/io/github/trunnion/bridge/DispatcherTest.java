package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;

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
}
