package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(10)
class WakersTest {

    @Test
    void fire_wakes() {
        CountingWaker waker = new CountingWaker();
        Wakers.fire(waker);
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void w01_fire_isolates_a_throwing_waker_and_reports_it() {
        try (UncaughtReports reports = new UncaughtReports()) {
            Wakers.fire(new PanickingWaker());
            Wakers.fire(
                    () -> {
                        throw new StackOverflowError("an error");
                    });
            assertThat(reports.messages()).containsExactly(PanickingWaker.MESSAGE, "an error");
        }
    }

    @Test
    void fire_survives_a_handler_that_throws() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Thread.currentThread()
                                            .setUncaughtExceptionHandler(
                                                    (t, e) -> {
                                                        throw new IllegalStateException("handler");
                                                    });
                                    try {
                                        Wakers.fire(new PanickingWaker());
                                    } catch (Throwable t) {
                                        thrown.set(t);
                                    }
                                });
        thread.join();
        assertThat(thrown.get()).isNull();
    }

    @Test
    void noop_is_one_waker_and_only_itself() {
        assertThatCode(Wakers.noop()::wake).doesNotThrowAnyException();
        assertThat(Wakers.noop().willWake(Wakers.noop())).isTrue();
        assertThat(Wakers.noop().willWake(new CountingWaker())).isFalse();
        assertThat(Wakers.noop()).hasToString("Waker[noop]");
    }

    @Test
    void null_is_refused_by_name() {
        assertThatThrownBy(() -> Wakers.fire(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("waker");
    }

    @Test
    void shared_timers_wake_on_their_own_daemon_thread_not_before_the_time() throws Exception {
        Timers timers = Context.of(Wakers.noop()).timers();
        CountDownLatch woken = new CountDownLatch(1);
        AtomicReference<Thread> on = new AtomicReference<>();
        long start = timers.nanoTime();
        timers.wakeAfter(
                2_000_000,
                () -> {
                    on.set(Thread.currentThread());
                    woken.countDown();
                });
        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(timers.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
        assertThat(on.get().getName()).isEqualTo("trunnion-timers");
        assertThat(on.get().isDaemon()).isTrue();
        assertThat(on.get().isVirtual()).isFalse();
    }

    @Test
    void shared_timers_bear_zero_negative_endless_and_closed_twice() throws Exception {
        Timers timers = SharedTimers.instance();
        CountDownLatch woken = new CountDownLatch(2);
        CountingWaker never = new CountingWaker();
        Registration endless = timers.wakeAfter(Long.MAX_VALUE, never);
        timers.wakeAfter(0, woken::countDown);
        timers.wakeAfter(Long.MIN_VALUE, woken::countDown);
        assertThat(woken.await(5, TimeUnit.SECONDS)).isTrue();
        endless.close();
        endless.close();
        assertThat(never.wakes()).isZero();
    }
}
