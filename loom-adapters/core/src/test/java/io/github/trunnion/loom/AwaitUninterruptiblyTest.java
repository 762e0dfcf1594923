package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

@Timeout(60)
class AwaitUninterruptiblyTest {
    @ParameterizedTest
    @EnumSource
    void aw05_interrupts_areKeptInTheFlag_andTheSourceIsLeftAlone(ThreadKind kind)
            throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Running<String> waiter =
                kind.start(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    return Await.<String>awaitUninterruptibly(source);
                                })
                        .parked();
        waiter.thread.interrupt();
        waiter.parked();
        assertThat(waiter.isEnded()).isFalse();
        source.complete("value");
        assertThat(waiter.value()).isEqualTo("value");
        assertThat(waiter.flag()).isTrue();
        assertThat(source.cancels).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aw05_interruptThenFailure_flagStaysSet(ThreadKind kind) throws Exception {
        ForeignStage<String> foreign = new ForeignStage<>();
        Running<String> waiter =
                kind.start(() -> Await.awaitUninterruptibly(foreign.stage)).parked();
        waiter.thread.interrupt();
        waiter.parked();
        foreign.complete(null, new IllegalStateException("broken"));
        assertThat(waiter.failure(IllegalStateException.class)).hasMessage("broken");
        assertThat(waiter.flag()).isTrue();
    }

    @Test
    void aw06_timeoutRunsOnThroughInterrupts_andCancelsTheSource() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Duration time = Duration.ofMillis(50);
        long start = System.nanoTime();
        Running<String> waiter =
                ThreadKind.VIRTUAL.start(
                        () -> {
                            Thread.currentThread().interrupt();
                            return Await.with().timeout(time).awaitUninterruptibly(source);
                        });
        waiter.failure(TimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(time.toNanos());
        assertThat(waiter.flag()).isTrue();
        assertThat(source.cancels).containsExactly(true);
    }

    @Test
    void aw01_complete_returnsAtOnce_flagUntouched() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        source.complete("value");
        assertThat(Await.<String>awaitUninterruptibly(source)).isEqualTo("value");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
