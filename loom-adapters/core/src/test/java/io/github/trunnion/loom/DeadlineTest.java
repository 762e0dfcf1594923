package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

@Timeout(60)
class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource
    void aw06_deadlinePasses_pendingAwaitCancelsItsSource_laterOnesLookOnce(ThreadKind kind)
            throws Exception {
        RecordingSource<String> first = new RecordingSource<>();
        RecordingSource<String> second = new RecordingSource<>();
        ForeignStage<String> foreign = new ForeignStage<>();
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        long start = System.nanoTime();
        Running<String> body =
                kind.start(
                        () ->
                                Deadline.after(SHORT)
                                        .call(
                                                () -> {
                                                    assertExceeded(() -> Await.await(first));
                                                    assertExceeded(() -> Await.await(second));
                                                    assertExceeded(
                                                            () -> Await.await(foreign.stage));
                                                    assertExceeded(
                                                            () -> Await.await(new Promise<>()));
                                                    return Await.<String>await(done);
                                                }));
        assertThat(body.value()).isEqualTo("value");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(first.cancels).containsExactly(true);
        assertThat(second.cancels).containsExactly(true);
    }

    private static void assertExceeded(Callable<?> await) {
        assertThatThrownBy(await::call)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("PT0.03S")
                .hasMessageContaining("has passed while waiting for");
    }

    @Test
    void aw06_ownTimeoutFirst_timeoutException_deadlineFirst_theOther() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Deadline.after(LONG)
                .run(
                        () ->
                                assertThatThrownBy(() -> Await.await(source, SHORT))
                                        .isInstanceOf(TimeoutException.class));
        Deadline.after(SHORT)
                .run(() -> assertExceeded(() -> Await.await(new CompletableFuture<>(), LONG)));
    }

    @Test
    void aw06_nested_theEarliestCounts_andTheOuterIsBackAfterwards() throws Exception {
        Deadline outer = Deadline.after(LONG);
        outer.run(
                () -> {
                    assertThat(Deadline.current()).isSameAs(outer);
                    Deadline inner = Deadline.after(SHORT);
                    inner.run(() -> assertThat(Deadline.current()).isSameAs(inner));
                    assertThat(Deadline.current()).isSameAs(outer);
                    Deadline later = Deadline.after(LONG.multipliedBy(2));
                    later.run(() -> assertThat(Deadline.current()).isSameAs(outer));
                    assertThatThrownBy(
                                    () ->
                                            inner.run(
                                                    () -> {
                                                        throw new IllegalStateException("body");
                                                    }))
                            .hasMessage("body");
                    assertThat(Deadline.current()).isSameAs(outer);
                });
        assertThat(Deadline.current()).isNull();
    }

    @Test
    void aw06_detached_deadlineLeavesTheSource() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Deadline.after(SHORT)
                .run(
                        () ->
                                assertExceeded(
                                        () ->
                                                Await.with()
                                                        .onGiveUp(OnGiveUp.DETACH)
                                                        .await(source)));
        assertThat(source.cancels).isEmpty();
    }

    @Test
    void left_isNeverNegative_andEndlessStaysEndless() {
        Deadline past = Deadline.after(Duration.ofSeconds(-1));
        assertThat(past.hasPassed()).isTrue();
        assertThat(past.left()).isZero();
        Deadline never = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(never.hasPassed()).isFalse();
        assertThat(never.left()).isGreaterThan(LONG);
        assertThatThrownBy(() -> Deadline.after(null)).hasMessage("time");
        assertThatThrownBy(() -> never.call(null)).hasMessage("body");
    }

    @Test
    void deadline_belongsToTheThreadOfTheCall() throws Exception {
        Deadline.after(LONG)
                .run(
                        () ->
                                assertThat(ThreadKind.VIRTUAL.start(Deadline::current).value())
                                        .isNull());
    }

    @Test
    void mostNegativeTime_hasPassed() {
        assertThat(Deadline.after(Duration.ofNanos(Long.MIN_VALUE)).hasPassed()).isTrue();
        assertThat(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE)).hasPassed()).isTrue();
    }
}
