package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

@Timeout(30)
class AwaitTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration TINY = Duration.ofNanos(1_000);

    static Stream<Duration> noTime() {
        return Stream.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @EnumSource
    void aw06_timeout_cancelsSource_andNamesItAndTheTime(ThreadKind kind) throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        long start = System.nanoTime();
        Running<String> waiter = kind.start(() -> Await.await(source, SHORT));
        TimeoutException thrown = waiter.failure(TimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(thrown).hasMessageContaining("RecordingSource").hasMessageContaining("PT0.02S");
        assertThat(source.cancels).containsExactly(true);
        assertTrue(source.isCancelled());
        assertFalse(waiter.flag());
    }

    @ParameterizedTest
    @EnumSource
    void aw06_foreignStage_timesOut_andIsCancelledThroughItsView(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        RecordingSource<String> view = new RecordingSource<>();
        foreign.view = view;
        Running<String> waiter = kind.start(() -> Await.await(foreign.stage, SHORT));
        assertThat(waiter.failure(TimeoutException.class))
                .hasMessageContaining("foreign stage")
                .hasMessageContaining("PT0.02S");
        assertThat(view.cancels).containsExactly(true);
    }

    @Test
    void aw06_futureOfAnyKind_timesOut_andIsCancelled() {
        FutureTask<String> task = new FutureTask<>(() -> "never run");
        assertThrows(TimeoutException.class, () -> Await.awaitFuture(task, SHORT));
        assertTrue(task.isCancelled());
    }

    @ParameterizedTest
    @MethodSource("noTime")
    void aw06_zeroOrNegative_looksOnce(Duration none) throws Exception {
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        assertEquals("value", Await.await(done, none));
        assertEquals("value", Await.await(done.minimalCompletionStage(), none));
        assertEquals("value", Await.awaitFuture(done, none));
        CompletableFuture<String> source = new CompletableFuture<>();
        assertThrows(TimeoutException.class, () -> Await.await(source, none));
        assertTrue(source.isCancelled());
        ForeignStage<String> foreign = new ForeignStage<>();
        assertThrows(TimeoutException.class, () -> Await.await(foreign.stage, none));
    }

    @ParameterizedTest
    @EnumSource
    void aw06_sourceDoneAtTheCancel_valueWins(ThreadKind kind) throws Exception {
        CompletableFuture<RecordingSource<String>> self = new CompletableFuture<>();
        RecordingSource<String> source = new RecordingSource<>(() -> self.join().complete("value"));
        self.complete(source);
        Running<String> waiter = kind.start(() -> Await.await(source, SHORT));
        assertEquals("value", waiter.value());
        assertFalse(waiter.flag());
    }

    @Test
    void aw06_throwingCancel_isSuppressed() {
        IllegalStateException refusal = new IllegalStateException("not now");
        RecordingSource<String> source =
                new RecordingSource<>(
                        () -> {
                            throw refusal;
                        });
        TimeoutException thrown =
                assertThrows(TimeoutException.class, () -> Await.await(source, SHORT));
        assertThat(thrown.getSuppressed()).containsExactly(refusal);
    }

    @Test
    void aw06_sourceWhoseToStringThrows_isNamedAllTheSame() {
        CompletableFuture<String> source =
                new CompletableFuture<>() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException();
                    }
                };
        assertThat(assertThrows(TimeoutException.class, () -> Await.await(source, SHORT)))
                .hasMessageContaining("AwaitTimeoutTest$");
    }

    @Test
    void aw06_ownTimeoutOfTheSource_isItsFailure() {
        CompletableFuture<String> source =
                new CompletableFuture<String>()
                        .orTimeout(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        AwaitException thrown =
                assertThrows(
                        AwaitException.class, () -> Await.await(source, Duration.ofSeconds(20)));
        assertThat(thrown).hasCauseInstanceOf(TimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aw03_twoThousandTimedOutWaits_leaveNoDependent(ThreadKind kind) throws Exception {
        RecordingSource<String> stubborn = new RecordingSource<>(() -> {});
        kind.start(
                        () -> {
                            for (int i = 0; i < 2_000; i++) {
                                assertThrows(
                                        TimeoutException.class, () -> Await.await(stubborn, TINY));
                            }
                            return null;
                        })
                .value();
        assertEquals(0, stubborn.getNumberOfDependents());
        assertEquals(2_000, stubborn.cancels.size());
    }

    /** The minimal stage of the JDK has no get: there the registration is taken out again. */
    @ParameterizedTest
    @EnumSource
    void aw04_twoThousandTimedOutWaits_leaveNoDependentInAMinimalStage(ThreadKind kind)
            throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletionStage<String> minimal = inner.minimalCompletionStage();
        kind.start(
                        () -> {
                            for (int i = 0; i < 2_000; i++) {
                                assertThrows(
                                        TimeoutException.class, () -> Await.await(minimal, TINY));
                            }
                            return null;
                        })
                .value();
        assertThat(minimal.toString()).contains("Not completed").doesNotContain("dependents");
        Running<String> waiter = kind.start(() -> Await.await(minimal)).parked();
        inner.complete("value");
        assertEquals("value", waiter.value());
    }
}
