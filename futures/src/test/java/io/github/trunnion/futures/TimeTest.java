package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.sleep;
import static io.github.trunnion.futures.PollFutures.withTimeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

@Timeout(10)
class TimeTest {
    private static final long MS = 1_000_000;
    private final Owner owner = new Owner();
    private final ManualTimers timers = owner.timers;
    private final Probe<String> source = new Probe<>("source");

    @Test
    void sleep_is_ready_when_the_time_has_passed_since_the_first_poll() throws Exception {
        PollFuture<Void> f = sleep(Duration.ofMillis(200));
        timers.advance(500 * MS);
        owner.assertPending(f);
        timers.advance(200 * MS - 1);
        assertThat(owner.waker.wakes()).isZero();
        owner.assertPending(f);
        timers.advance(1);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(f, null);
        assertThat(timers.live()).isZero();
    }

    @Test
    void f05_spurious_polls_do_not_arm_again() throws Exception {
        PollFuture<Void> f = sleep(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            owner.assertPending(f);
            timers.advance(MS);
        }
        assertThat(timers.armed).isEqualTo(1);
    }

    @Test
    void f02_another_waker_is_armed_for_the_rest_of_the_time() throws Exception {
        PollFuture<Void> f = sleep(Duration.ofSeconds(1));
        owner.assertPending(f);
        timers.advance(400 * MS);
        CountingWaker later = new CountingWaker();
        f.poll(owner.context().withWaker(later));
        assertThat(timers.live()).isEqualTo(1);
        timers.advance(600 * MS);
        assertThat(later.wakes()).isEqualTo(1);
        assertThat(owner.waker.wakes()).isZero();
    }

    @Test
    void timers_that_fire_early_do_not_strand_a_sleep() throws Exception {
        PollFuture<Void> f = sleep(Duration.ofSeconds(1));
        owner.assertPending(f);
        timers.fireEarly();
        assertThat(owner.waker.take()).isEqualTo(1);
        owner.assertPending(f);
        timers.advance(1_000 * MS);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(f, null);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void sleep_of_no_time_is_ready_without_a_timer(long nanos) throws Exception {
        owner.assertReady(sleep(Duration.ofNanos(nanos)), null);
        assertThat(timers.armed).isZero();
    }

    @Test
    void deadlines_saturate() throws Exception {
        for (Duration endless :
                new Duration[] {
                    Duration.ofDays(300 * 365),
                    Duration.ofNanos(Long.MAX_VALUE),
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)
                }) {
            PollFuture<Void> f = sleep(endless);
            owner.assertPending(f);
            timers.advance(1_000_000_000_000_000L);
            owner.assertPending(f);
            f.cancel();
            PollFuture<String> g = withTimeout(PollFutures.pending(), endless);
            owner.assertPending(g);
            timers.advance(1_000_000_000_000_000L);
            owner.assertPending(g);
            g.cancel();
            PollFuture<Long> tick = PollFutures.interval(endless).tick();
            owner.assertPending(tick);
            timers.advance(1_000_000_000_000_000L);
            owner.assertPending(tick);
            tick.cancel();
        }
        owner.assertReady(sleep(Duration.ofSeconds(Long.MIN_VALUE)), null);
        assertThat(timers.live()).isZero();
    }

    @Test
    void f07_cancel_closes_the_timer() throws Exception {
        PollFuture<Void> f = sleep(Duration.ofSeconds(1));
        owner.assertPending(f);
        f.cancel();
        assertThat(timers.live()).isZero();
        sleep(Duration.ofSeconds(1)).cancel();
    }

    @Test
    void timeout_polls_the_future_first_then_the_clock() throws Exception {
        PollFuture<String> f = withTimeout(source, Duration.ofMillis(10));
        owner.assertPending(f);
        timers.advance(100 * MS);
        source.end("late but there");
        owner.assertReady(f, "late but there");
        assertThat(timers.live()).isZero();
        f.onDiscard("late but there");
        assertThat(source.discarded).containsExactly("late but there");
    }

    @Test
    void timeout_cancels_the_future_and_names_it_and_the_time() throws Exception {
        PollFuture<String> f = withTimeout(source, Duration.ofMillis(200));
        owner.assertPending(f);
        owner.assertPending(f);
        assertThat(timers.armed).isEqualTo(1);
        timers.advance(200 * MS);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        assertThat(owner.failure(f))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("source did not finish within 200ms");
        assertThat(source.cancels).isEqualTo(1);
        assertThat(timers.live()).isZero();
    }

    @Test
    void timeout_of_no_time_polls_once() throws Exception {
        owner.assertReady(withTimeout(PollFutures.ready(1), Duration.ZERO), 1);
        assertThat(owner.failure(withTimeout(source, Duration.ofSeconds(-5))))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("source did not finish within -5s");
        assertThat(source.polls).isEqualTo(1);
        assertThat(source.cancels).isEqualTo(1);
        assertThat(timers.armed).isZero();
    }

    @Test
    void timeout_passes_a_failure_on_and_closes_its_timer() throws Exception {
        PollFuture<String> f = withTimeout(source, Duration.ofSeconds(1));
        owner.assertPending(f);
        IOException failure = new IOException();
        source.end(failure, null);
        assertThat(owner.failure(f)).isSameAs(failure);
        assertThat(timers.live()).isZero();
        assertThat(source.cancels).isZero();
    }

    @Test
    void f07_cancel_of_a_timeout_reaches_future_and_timer() throws Exception {
        PollFuture<String> f = withTimeout(source, Duration.ofSeconds(1));
        owner.assertPending(f);
        f.cancel();
        assertThat(source.cancels).isEqualTo(1);
        assertThat(timers.live()).isZero();
        Probe<String> never = new Probe<>();
        withTimeout(never, Duration.ofSeconds(1)).cancel();
        assertThat(never.cancels).isEqualTo(1);
    }

    @Test
    void timers_that_refuse_leave_no_live_child_behind() {
        Timers refusing =
                new Timers() {
                    @Override
                    public long nanoTime() {
                        return 0;
                    }

                    @Override
                    public Registration wakeAfter(long nanos, Waker waker) {
                        throw new IllegalStateException("closed");
                    }
                };
        PollFuture<String> f = withTimeout(source, Duration.ofSeconds(1));
        assertThatThrownBy(
                        () -> f.poll(Context.of(owner.waker, ReactorSlot.unsupported(), refusing)))
                .hasMessage("closed");
        assertThat(source.cancels).isEqualTo(1);
    }

    @Test
    void interval_ticks_at_a_fixed_rate_and_skips_what_was_missed() throws Exception {
        Interval interval = PollFutures.interval(Duration.ofMillis(100));
        timers.advance(70 * MS);
        PollFuture<Long> first = interval.tick();
        owner.assertPending(first);
        timers.advance(130 * MS);
        owner.assertReady(first, 1L);
        PollFuture<Long> second = interval.tick();
        owner.assertPending(second);
        timers.advance(70 * MS - 1);
        owner.assertPending(second);
        timers.advance(1);
        owner.assertReady(second, 2L);
        timers.advance(350 * MS);
        owner.assertReady(interval.tick(), 5L);
        PollFuture<Long> sixth = interval.tick();
        owner.assertPending(sixth);
        timers.advance(50 * MS);
        owner.assertReady(sixth, 6L);
        assertThat(timers.live()).isZero();
    }

    @Test
    void interval_ticks_one_at_a_time_and_a_cancelled_tick_is_none() throws Exception {
        Interval interval = PollFutures.interval(Duration.ofMillis(100));
        PollFuture<Long> first = interval.tick();
        PollFuture<Long> second = interval.tick();
        owner.assertPending(first);
        assertThat(owner.failure(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interval(100ms).tick");
        first.cancel();
        assertThat(timers.live()).isZero();
        PollFuture<Long> third = interval.tick();
        owner.assertPending(third);
        timers.advance(100 * MS);
        owner.assertReady(third, 1L);
    }

    @Test
    void interval_refuses_a_period_that_is_not_positive() {
        assertThatThrownBy(() -> PollFutures.interval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void yield_now_lets_others_run_once() throws Exception {
        PollFuture<Void> f = PollFutures.yieldNow();
        owner.assertPending(f);
        assertThat(owner.waker.wakes()).isEqualTo(1);
        owner.assertReady(f, null);
    }

    @Test
    void c05_sleep_works_in_a_context_made_by_hand() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        PollFuture<Void> f = sleep(Duration.ofMillis(2));
        Context cx = Context.of(woken::countDown);
        if (!f.poll(cx).isReady()) {
            assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(f.poll(cx).isReady()).isTrue();
        }
    }

    @Test
    void strings_name_the_time() {
        assertThat(sleep(Duration.ofMillis(200))).hasToString("sleep(200ms)");
        assertThat(sleep(Duration.ofSeconds(3))).hasToString("sleep(3s)");
        assertThat(sleep(Duration.ofNanos(1_500))).hasToString("sleep(1500ns)");
        assertThat(sleep(Duration.ofNanos(42_000))).hasToString("sleep(42us)");
        assertThat(sleep(Duration.ofSeconds(Long.MAX_VALUE, 1)).toString()).startsWith("sleep(PT");
        assertThat(withTimeout(sleep(Duration.ofSeconds(1)), Duration.ofMillis(5)))
                .hasToString("withTimeout(sleep(1s), 5ms)");
    }
}
