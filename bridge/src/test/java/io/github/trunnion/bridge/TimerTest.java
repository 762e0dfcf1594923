package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Throwing;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Timers inside the loop, on a clock that the test moves. */
class TimerTest {
    private final Uncaught uncaught = new Uncaught();
    // starts where additions to it overflow
    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000);
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("timers").uncaughtHandler(uncaught).clock(clock).build();
    private final List<String> fired = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executor.close(Duration.ZERO);
        assertThat(uncaught.all()).isEmpty();
        assertThat(clock.listeners()).isZero();
    }

    private <R> R onCarrier(Throwing.Function<Timers, R> function) throws Exception {
        return executor.<R>spawn(cx -> Poll.ready(function.apply(cx.timers()))).get();
    }

    private Waker fires(String name) {
        return () -> fired.add(name);
    }

    /** Everything that was due has fired: the timer that is set here comes after it. */
    private void settle() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        onCarrier(timers -> timers.wakeAfter(0, last::countDown));
        assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void h07_deadlines_fireInTheirOrderEqualOnesInTheOrderOfRegistration() throws Exception {
        onCarrier(
                timers -> {
                    timers.wakeAfter(30, fires("30"));
                    timers.wakeAfter(10, fires("10a"));
                    timers.wakeAfter(20, fires("20"));
                    timers.wakeAfter(10, fires("10b"));
                    timers.wakeAfter(10, fires("10c"));
                    return null;
                });
        clock.advance(9);
        settle();
        assertThat(fired).isEmpty();
        clock.advance(1);
        settle();
        assertThat(fired).containsExactly("10a", "10b", "10c");
        clock.advance(1_000_000);
        settle();
        assertThat(fired).containsExactly("10a", "10b", "10c", "20", "30");
    }

    @Test
    void h07_manyEqualDeadlines_fireInTheOrderOfRegistration() throws Exception {
        List<String> names = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
        onCarrier(
                timers -> {
                    names.forEach(name -> timers.wakeAfter(10, fires(name)));
                    return null;
                });
        clock.advance(10);
        settle();
        assertThat(fired).containsExactlyElementsOf(names);
    }

    @Test
    void h07_pastAndZeroDeadlines_fireAtOnceNeverInsideTheCall() throws Exception {
        int inside =
                onCarrier(
                        timers -> {
                            timers.wakeAfter(-5, fires("negative"));
                            timers.wakeAfter(Long.MIN_VALUE, fires("least"));
                            timers.wakeAfter(0, fires("zero"));
                            return fired.size();
                        });
        assertThat(inside).isZero();
        settle();
        assertThat(fired).containsExactly("negative", "least", "zero");
    }

    @Test
    void h07_longestDelay_doesNotFireAndDoesNotOverflow() throws Exception {
        onCarrier(timers -> timers.wakeAfter(Long.MAX_VALUE, fires("never")));
        onCarrier(timers -> timers.wakeAfter(5, fires("soon")));
        clock.advance(5);
        settle();
        assertThat(fired).containsExactly("soon");
    }

    @Test
    void h07_cancelledTimers_neverFireWhoeverCancels() throws Exception {
        Registration own = onCarrier(timers -> timers.wakeAfter(10, fires("own")));
        Registration foreign = onCarrier(timers -> timers.wakeAfter(10, fires("foreign")));
        Registration kept = onCarrier(timers -> timers.wakeAfter(10, fires("kept")));
        foreign.close();
        foreign.close();
        onCarrier(
                timers -> {
                    own.close();
                    own.close();
                    return null;
                });
        clock.advance(10);
        settle();
        assertThat(fired).containsExactly("kept");
        kept.close();
        onCarrier(
                timers -> {
                    kept.close();
                    return null;
                });
    }

    @Test
    void h07_timerCancelledByAnEarlierOneThatIsDueInTheSameRound_doesNotFire() throws Exception {
        Registration[] later = new Registration[1];
        onCarrier(
                timers -> {
                    timers.wakeAfter(1, () -> later[0].close());
                    later[0] = timers.wakeAfter(1, fires("later"));
                    return null;
                });
        clock.advance(1);
        settle();
        assertThat(fired).isEmpty();
    }

    @Test
    void h07_timerThatArmsItselfWithoutDelay_doesNotKeepTheCarrier() throws Exception {
        CountDownLatch rounds = new CountDownLatch(1_000);
        onCarrier(
                timers ->
                        timers.wakeAfter(
                                0,
                                new Waker() {
                                    @Override
                                    public void wake() {
                                        rounds.countDown();
                                        timers.wakeAfter(0, this);
                                    }
                                }));
        rounds.await();
        assertThat(onCarrier(timers -> "served").length()).isEqualTo(6);
    }

    @Test
    void h07_clockThatAdvances_endsThePark() throws Exception {
        TaskFuture<?> task = executor.spawn(PollFutures.sleep(Duration.ofDays(365)));
        settle();
        assertThat(clock.listeners()).isEqualTo(1);
        clock.advance(Duration.ofDays(364).toNanos());
        settle();
        assertThat(task.isDone()).isFalse();
        clock.advance(Duration.ofDays(1).toNanos());
        task.get();
    }

    @Test
    void h07_10000SleepingTimers_wakeTheCarrierOnlyWhenDue() throws Exception {
        int count = 10_000;
        List<TaskFuture<?>> tasks = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            tasks.add(executor.spawn(PollFutures.sleep(Duration.ofHours(1).plusNanos(i))));
        }
        settle();
        await().until(() -> executor.counters().polls() == count + 1);
        long[] before = {executor.counters().parks()};
        await().during(Duration.ofSeconds(1))
                .until(
                        () ->
                                executor.counters().parks() <= before[0] + 1
                                        && executor.counters().polls() == count + 1);
        CarrierCounters idle = executor.counters();
        clock.advance(Duration.ofHours(1).toNanos());
        await().until(() -> executor.counters().parks() > idle.parks());
        assertThat(executor.counters().polls()).isEqualTo(idle.polls());
        for (int i = 1; i <= 100; i++) {
            clock.advance(1);
            tasks.get(i - 1).get();
        }
        assertThat(executor.counters().polls()).isEqualTo(idle.polls() + 100);
        clock.advance(count);
        for (TaskFuture<?> task : tasks) {
            task.get();
        }
        assertThat(executor.counters().polls()).isEqualTo(idle.polls() + count);
    }

    @Test
    void h07_millionTimers_fireInOrderAndLeaveNothingBehind() throws Exception {
        int count = 1_000_000;
        long[] last = {Long.MIN_VALUE, 0, 0};
        int removed =
                onCarrier(
                        timers -> {
                            Random random = new Random(42);
                            int taken = 0;
                            for (int i = 0; i < count; i++) {
                                long delay = 1 + random.nextInt(1_000_000_000);
                                Registration timer =
                                        timers.wakeAfter(
                                                delay,
                                                () -> {
                                                    if (delay < last[0]) {
                                                        last[2]++;
                                                    }
                                                    last[0] = delay;
                                                    last[1]++;
                                                });
                                if (i % 4 == 0) {
                                    timer.close();
                                    taken++;
                                }
                            }
                            return taken;
                        });
        clock.advance(500_000_000);
        settle();
        clock.advance(500_000_000);
        settle();
        assertThat(last[1]).isEqualTo(count - removed);
        assertThat(last[2]).isZero();
    }

    @Test
    void h07_nullWaker_refused() {
        assertThatThrownBy(() -> onCarrier(timers -> timers.wakeAfter(1, null)))
                .cause()
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void h07_systemClock_sleepEndsNotBeforeItsTime() throws Exception {
        try (BridgeExecutor system = BridgeExecutor.builder().name("system").build()) {
            long start = System.nanoTime();
            system.spawn(PollFutures.sleep(Duration.ofMillis(20))).get();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        }
    }

    /** The last entry of the heap fills the hole, and may belong above it. */
    @Test
    void h07_timersTakenBackInAnyOrder_theOthersFireInTheirs() throws Exception {
        Random random = new Random(7);
        List<Long> due = new ArrayList<>();
        List<Long> ran = new ArrayList<>();
        onCarrier(
                timers -> {
                    for (int round = 0; round < 200; round++) {
                        List<Registration> taken = new ArrayList<>();
                        for (int i = 0; i < 40; i++) {
                            long delay = 1 + random.nextInt(1_000);
                            Registration timer = timers.wakeAfter(delay, () -> ran.add(delay));
                            if (i % 2 == 0) {
                                taken.add(timer);
                            } else {
                                due.add(delay);
                            }
                        }
                        Collections.shuffle(taken, random);
                        taken.forEach(Registration::close);
                    }
                    return null;
                });
        clock.advance(1_000);
        settle();
        Collections.sort(due);
        assertThat(ran).isEqualTo(due);
    }

    @Test
    void h07_timerClosedByAnotherThread_boundsNoParkAnyMore() throws Exception {
        ManualHook hook = new ManualHook().recording();
        hook.leaseOn(executor);
        Registration timer = onCarrier(timers -> timers.wakeAfter(1_000, fires("never")));
        await().until(() -> hook.inPark && hook.nanosSeen().getLast() == 1_000);
        timer.close();
        await().until(() -> hook.inPark && hook.nanosSeen().getLast() == Long.MAX_VALUE);
    }

    @Test
    void w04_timerTakenBack_keepsNoWaker() throws Exception {
        Registration[] timers = new Registration[2];
        WeakReference<?> reference = armAndForget(timers);
        onCarrier(
                context -> {
                    timers[0].close();
                    return null;
                });
        await().until(() -> Process.isCollected(reference));
        assertThat(timers[0]).isNotNull();
    }

    @Test
    void h07_timerTakenBackAndForgotten_nothingOfItIsKept() throws Exception {
        WeakReference<?> reference =
                onCarrier(
                        timers -> {
                            Registration timer = timers.wakeAfter(1_000, fires("never"));
                            timer.close();
                            return new WeakReference<>(timer);
                        });
        await().until(() -> Process.isCollected(reference));
        assertThat(fired).isEmpty();
    }

    /** The close was handed over after the action, and does not wait for its turn. */
    @Test
    void e10_timerClosedByAnotherThread_takenBackBeforeWhatWasQueuedEarlier() throws Exception {
        Registration timer = onCarrier(timers -> timers.wakeAfter(1_000, fires("never")));
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        try (Held held = Held.on(executor)) {
            executor.execute(() -> gone.complete(LoopThread.current().timers().isEmpty()));
            timer.close();
        }
        assertThat(gone.get(30, TimeUnit.SECONDS)).isTrue();
    }

    private WeakReference<?> armAndForget(Registration[] timers) throws Exception {
        CountingWaker waker = new CountingWaker();
        timers[0] = onCarrier(context -> context.wakeAfter(1_000, waker));
        return new WeakReference<>(waker);
    }

    /** Half the range of long is all that deadlines may be apart: one of them is past already. */
    @Test
    void h07_longestDelayBesideAnOverdueTimer_theOverdueOneFires() throws Exception {
        onCarrier(
                timers -> {
                    timers.wakeAfter(10, fires("overdue"));
                    clock.advance(20);
                    return timers.wakeAfter(Long.MAX_VALUE, fires("never"));
                });
        await().until(() -> fired.equals(List.of("overdue")));
    }
}
