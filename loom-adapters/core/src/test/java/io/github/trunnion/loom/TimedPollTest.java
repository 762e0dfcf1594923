package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A limit on a context without timers: they throw when they are asked. */
class TimedPollTest {
    private int cancels;

    private final PollFuture<String> pending =
            new PollFuture<>() {
                @Override
                public Poll<String> poll(Context cx) {
                    return Poll.pending();
                }

                @Override
                public void cancel() {
                    cancels++;
                    throw new IllegalStateException("cancel");
                }
            };

    private static Context withoutTimers() {
        Timers broken =
                new Timers() {
                    @Override
                    public long nanoTime() {
                        throw new IllegalStateException("no timers");
                    }

                    @Override
                    public Registration wakeAfter(long nanos, Waker waker) {
                        throw new IllegalStateException("no timers");
                    }
                };
        return Context.of(() -> {}, ReactorSlot.unsupported(), broken);
    }

    @Test
    void f07_timersThatThrow_theFutureIsCancelledAndTheAwaitFailsWithWhatTheyThrew()
            throws Exception {
        TimedPoll<String> timed = new TimedPoll<>(pending, Limit.of(Duration.ofHours(1)));
        Poll<Settled<String>> poll = timed.poll(withoutTimers());
        assertThat(cancels).isEqualTo(1);
        assertThat(poll.isReady()).isTrue();
        Settled<String> end = timed.end(((Poll.Ready<Settled<String>>) poll).value());
        assertThat(end.failure())
                .hasMessageContaining("no timers")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void aw06_oneLook_asksNoTimers() {
        TimedPoll<String> timed = new TimedPoll<>(pending, Limit.of(Duration.ZERO));
        assertThat(timed.poll(withoutTimers()).isReady()).isTrue();
        assertThat(cancels).isEqualTo(1);
    }
}
