package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The thread that watches. */
@Timeout(30)
class WatchdogTest {
    private static BridgeExecutor watched(Thread.UncaughtExceptionHandler handler) {
        return BridgeExecutor.builder()
                .name("guarded")
                .stallLimit(Duration.ofMillis(20))
                .uncaughtHandler(handler)
                .build();
    }

    @Test
    void stall_isReportedWhileItLasts() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        CompletableFuture<Thread> reporter = new CompletableFuture<>();
        try (BridgeExecutor executor =
                watched(
                        (thread, thrown) -> {
                            reporter.complete(Thread.currentThread());
                            reported.complete(thrown);
                        })) {
            try (Held held = Held.on(executor)) {
                assertThat(reported.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(CarrierStalledException.class)
                        .hasMessageContaining("carrier guarded-0 of executor guarded");
            }
        }
        assertThat(reporter.get().getName()).isEqualTo("trunnion-watchdog");
        assertThat(reporter.get().isDaemon()).isTrue();
    }

    @Test
    void oneThreadForAllExecutors_whichEndsWithTheLastOne() throws Exception {
        await().until(() -> Watchdog.INSTANCE.thread() == null); // of other tests
        Thread first;
        try (BridgeExecutor a = watched((t, thrown) -> {})) {
            first = Watchdog.INSTANCE.thread();
            assertThat(first).isNotNull();
            try (BridgeExecutor b = watched((t, thrown) -> {});
                    BridgeExecutor unwatched = BridgeExecutor.builder().build()) {
                assertThat(Watchdog.INSTANCE.thread()).isSameAs(first);
            }
            assertThat(Watchdog.INSTANCE.thread()).isSameAs(first);
        }
        assertThat(Watchdog.INSTANCE.thread()).isNull();
        first.join();
        try (BridgeExecutor c = watched((t, thrown) -> {})) {
            assertThat(Watchdog.INSTANCE.thread()).isNotNull().isNotSameAs(first);
        }
    }

    @Test
    void handlerThatThrows_endsNeitherTheThreadNorTheReports() throws Exception {
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        try (BridgeExecutor throwing =
                        watched(
                                (t, thrown) -> {
                                    throw new IllegalStateException("from the handler");
                                });
                BridgeExecutor other = watched((t, thrown) -> second.complete(thrown))) {
            try (Held held = Held.on(throwing)) {
                await().until(() -> throwing.counters().stalls() == 1);
            }
            try (Held held = Held.on(other)) {
                assertThat(second.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(CarrierStalledException.class);
            }
        }
    }

    @Test
    void limitThatIsNotPositive_refused() {
        BridgeBuilder builder = BridgeExecutor.builder();
        assertThatThrownBy(() -> builder.stallLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stallLimit(PT0S)");
        assertThatThrownBy(() -> builder.stallLimit(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void buildThatFails_watchesNothing() {
        await().until(() -> Watchdog.INSTANCE.thread() == null); // of other tests
        BridgeBuilder builder =
                BridgeExecutor.builder()
                        .carriers(2)
                        .stallLimit(Duration.ofSeconds(1))
                        .carrierThreadFactory(
                                loop ->
                                        new Thread(loop) {
                                            @Override
                                            public void start() {
                                                throw new IllegalStateException("no thread");
                                            }
                                        });
        assertThatThrownBy(builder::build).hasMessage("no thread");
        assertThat(Watchdog.INSTANCE.thread()).isNull();
    }
}
