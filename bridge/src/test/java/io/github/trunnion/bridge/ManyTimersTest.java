package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Timers in numbers, on a clock that the test moves; and what becomes of them at the end. */
@Tag("slow") // no JDK differs in this: the matrix of JDKs may leave it out
class ManyTimersTest {
    private final Random random = new Random(11);

    private void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
    }

    /** A waker of its own for each timer, which says which one has fired. */
    private record Numbered(int number, int[] fired, int[] count) implements Waker {
        @Override
        public void wake() {
            fired[count[0]++] = number;
        }
    }

    @Test
    void h07_millionTimersHalfOfThemCancelled_theOthersFireInOrderAndNothingIsKept() {
        int total = 1_000_000;
        int instants = 10_000; // so a hundred of each instant
        long start = Long.MAX_VALUE - instants / 2;
        TimerQueue timers = TimerScript.queue();
        int[] delays = random.ints(total, 1, instants + 1).toArray();
        int[] fired = new int[total];
        int[] count = new int[1];
        Registration[] registrations = new Registration[total];
        List<WeakReference<?>> cancelled = new ArrayList<>();
        int[] order = new int[total];
        Arrays.setAll(order, i -> i);
        shuffle(order);
        boolean[] taken = new boolean[total];
        for (int i = 0; i < total / 2; i++) {
            taken[order[i]] = true;
        }
        for (int i = 0; i < total; i++) {
            Waker waker = new Numbered(i, fired, count);
            registrations[i] = timers.add(start, delays[i], waker);
            if (taken[i] && i % 1_000 == 0) {
                cancelled.add(new WeakReference<>(waker));
            }
        }
        for (int i = 0; i < total / 2; i++) {
            registrations[order[i]].close();
        }
        awaitCollected(cancelled); // although their registrations are kept
        for (int step = 0; step <= instants; step++) {
            timers.fire(start + step);
        }
        assertThat(timers.isEmpty()).isTrue();
        assertThat(count[0]).isEqualTo(total / 2);
        for (int i = 0; i < count[0]; i++) {
            assertTrue(!taken[fired[i]], "a cancelled one has fired");
            assertTrue(
                    i == 0
                            || delays[fired[i - 1]] < delays[fired[i]]
                            || (delays[fired[i - 1]] == delays[fired[i]]
                                    && fired[i - 1] < fired[i]),
                    "out of order");
        }
    }

    /** Cheaper than an assertion of AssertJ, half a million times. */
    private static void assertTrue(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private record Armed(long deadline, int number, Registration registration) {}

    /** A sorted set does the same slowly. */
    @Test
    void h07_anyOrderOfArmingCancellingAndFiring_agreesWithASortedSet() {
        TimerQueue timers = TimerScript.queue();
        TreeSet<Armed> model =
                new TreeSet<>(
                        Comparator.comparingLong((Armed a) -> a.deadline - Long.MIN_VALUE / 2)
                                .thenComparing(Armed::number));
        List<Armed> all = new ArrayList<>();
        List<Integer> fired = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        long now = Long.MIN_VALUE / 2;
        for (int step = 0; step < 100_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                long delay = random.nextInt(200);
                int number = all.size();
                Registration timer = timers.add(now, delay, () -> fired.add(number));
                all.add(new Armed(now + delay, number, timer));
                model.add(all.getLast());
            } else if (choice < 8 && !all.isEmpty()) {
                Armed any = all.get(Math.max(0, all.size() - 1 - random.nextInt(100)));
                any.registration.close();
                model.remove(any);
            } else {
                now += random.nextInt(20);
                timers.fire(now);
                while (!model.isEmpty() && model.first().deadline <= now) {
                    expected.add(model.pollFirst().number);
                }
                assertThat(timers.isEmpty()).isEqualTo(model.isEmpty());
                assertThat(timers.nanosToNext(now))
                        .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.first().deadline - now);
            }
        }
        assertThat(fired).isEqualTo(expected).hasSizeGreaterThan(10_000);
    }

    /** Who closes a timer that is just firing learns nothing; the others are not touched. */
    @Test
    void h07_foreignThreadsCloseTimersWhileTheyFire_closedOnesFireAtMostOnceOthersOnce()
            throws Exception {
        int count = 20_000;
        ManualClock clock = new ManualClock(Long.MAX_VALUE - count / 2);
        BridgeExecutor executor = BridgeExecutor.builder().name("closers").clock(clock).build();
        try {
            AtomicInteger[] fired = new AtomicInteger[count];
            Arrays.setAll(fired, i -> new AtomicInteger());
            List<Registration> timers = new ArrayList<>();
            executor.spawn(
                            cx -> {
                                for (int i = 0; i < count; i++) {
                                    timers.add(
                                            cx.timers()
                                                    .wakeAfter(1 + i, fired[i]::incrementAndGet));
                                }
                                return Poll.ready(1);
                            })
                    .get();
            for (int i = 0; i < count; i += 4) {
                timers.get(i).close(); // served before the clock moves
            }
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> closers = new ArrayList<>();
            for (int t = 1; t <= 2; t++) {
                int first = t;
                closers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            begin.countDown();
                                            for (int i = first; i < count; i += 4) {
                                                timers.get(i).close();
                                                timers.get(i).close();
                                            }
                                        }));
            }
            begin.await();
            for (int i = 0; i < 100; i++) {
                clock.advance(count / 100);
            }
            for (Thread closer : closers) {
                closer.join();
            }
            settle(executor);
            for (int i = 0; i < count; i++) {
                int most = i % 4 == 0 ? 0 : 1;
                int least = i % 4 == 3 ? 1 : 0;
                assertThat(fired[i].get()).isBetween(least, most);
            }
        } finally {
            executor.close(Duration.ZERO);
        }
    }

    /** What was due has fired: this one is armed after it. */
    private static void settle(BridgeExecutor executor) throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        executor.spawn(cx -> Poll.ready(cx.timers().wakeAfter(0, last::countDown))).get();
        last.await();
    }

    /** Decided: a timer is no task, so close does not wait for it, and does not fire it. */
    @Test
    void e06_closeWithTimersArmed_noneFiresAndNothingIsKept() throws Exception {
        for (Duration grace : Arrays.asList(null, Duration.ZERO, Duration.ofHours(1))) {
            ManualClock clock = new ManualClock(-1);
            BridgeExecutor executor = BridgeExecutor.builder().name("armed").clock(clock).build();
            AtomicInteger fired = new AtomicInteger();
            List<WeakReference<?>> wakers = new ArrayList<>();
            List<Registration> kept = arm(executor, fired, wakers);
            TaskFuture<?> sleeper = executor.spawn(PollFutures.sleep(Duration.ofDays(1)));
            settle(executor);
            if (grace == null) {
                sleeper.cancel(true);
                executor.close();
            } else {
                sleeper.cancel(!grace.isZero());
                executor.close(grace);
            }
            assertThat(executor.isClosed()).isTrue();
            assertThat(sleeper.isCancelled()).isTrue();
            assertThat(clock.listeners()).isZero();
            clock.advance(Duration.ofDays(2).toNanos());
            kept.forEach(Registration::close);
            awaitCollected(wakers);
            assertThat(fired).hasValue(0);
        }
    }

    private static void awaitCollected(List<WeakReference<?>> references) {
        await().until(
                        () ->
                                Process.isCollected(references.getLast())
                                        && references.stream().allMatch(r -> r.get() == null));
    }

    private static List<Registration> arm(
            BridgeExecutor executor, AtomicInteger fired, List<WeakReference<?>> wakers)
            throws Exception {
        List<Registration> timers = new ArrayList<>();
        return executor.spawn(
                        cx -> {
                            for (int i = 0; i < 20; i++) {
                                int[] own = new int[1];
                                Waker waker =
                                        () -> {
                                            own[0]++;
                                            fired.incrementAndGet();
                                        };
                                timers.add(cx.timers().wakeAfter(1_000_000_000L + i, waker));
                                wakers.add(new WeakReference<>(waker));
                            }
                            return Poll.ready(timers);
                        })
                .get();
    }
}
