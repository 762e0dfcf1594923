package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.interleavings.Cell;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads of a carrier that await in place, against wakes, interrupts and close. */
final class InPlace {
    private InPlace() {}

    /** Ready once it was ended, which a plain write says before a wake. */
    private static final class Raced extends Probe<Integer> {
        private final Cell ended = new Cell();

        @Override
        Poll<Integer> advance(Context cx) {
            return ended.get() == 0 ? Poll.pending() : Poll.ready(7);
        }

        void end() {
            Waker waker = awaitWaker();
            ended.set(1);
            waker.wake();
        }
    }

    /** One thread that awaits, and what comes of it. */
    private static final class Race {
        final BridgeExecutor bridge;
        final Raced future = new Raced();
        final Thread thread;
        @Nullable String outcome;
        boolean flag;

        Race(BridgeExecutor bridge) {
            this.bridge = bridge;
            thread = bridge.newThread("awaiting", this::await);
        }

        static Race begin(BridgeExecutor bridge) {
            Race race = new Race(bridge);
            race.thread.start();
            return race;
        }

        void await() {
            Sim.check(bridge.awaitsInPlace(), "it awaits in place");
            outcome = awaitOnce(bridge, future);
            flag = Thread.interrupted();
        }

        /** Waits for its end, and looks whether anything is left behind. */
        void end(Thread... others) throws InterruptedException {
            thread.join();
            for (Thread other : others) {
                other.join();
            }
            Sim.check(!Sim.hasPermit(thread), "no permit is left behind");
            Sim.equal(
                    future.cancels + future.discards,
                    "value".equals(outcome) ? 0 : 1,
                    "cancels, after " + outcome);
        }
    }

    private static String awaitOnce(BridgeExecutor bridge, Raced future) {
        try {
            Sim.equal(bridge.await(future), 7, "value");
            return "value";
        } catch (InterruptedException interrupted) {
            Sim.check(
                    !Thread.currentThread().isInterrupted(), "an interrupt is one thing, not two");
            return "interrupted";
        } catch (BridgeClosedException closed) {
            return "closed";
        } catch (Exception failed) {
            return "failed by " + failed;
        }
    }

    private static Thread waker(String name, Raced future, int wakes) {
        return Sim.start(
                name,
                () -> {
                    for (int i = 0; i < wakes; i++) {
                        future.awaitWaker().wake();
                    }
                });
    }

    /** Who ends it may find the wake of another; the value is seen all the same (W3, W4). */
    @Scenario
    static void w03_completionAmongWakes() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        Thread first = waker("waker-0", race.future, 2);
        Thread second = waker("waker-1", race.future, 1);
        Thread ends = Sim.start("ends", race.future::end);
        race.end(first, second, ends);
        Sim.equal(race.outcome, "value", "outcome");
        Sim.check(race.future.polls <= 5, "a wake causes at most one poll (W2)");
        Bridge.close(bridge);
    }

    /** The same with a wake on the carrier itself. */
    @Scenario
    static void w03_completionOnTheCarrierAmongWakes() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        Thread first = waker("waker", race.future, 2);
        race.future.awaitWaker();
        bridge.execute(race.future::end);
        race.end(first);
        Sim.equal(race.outcome, "value", "outcome");
        Bridge.close(bridge);
    }

    /** One outcome; the flag is kept beside a value, and gone beside the exception. */
    @Scenario
    static void aw05_interruptAgainstCompletion() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        Thread ends = Sim.start("ends", race.future::end);
        Thread interrupter = Sim.start("interrupter", race.thread::interrupt);
        interrupter.join();
        race.end(ends);
        Sim.check(!"closed".equals(race.outcome), "nobody closes");
        boolean flag = race.flag || race.thread.isInterrupted(); // perhaps after its end
        Sim.check(
                flag == "value".equals(race.outcome),
                "the interrupt is the flag or the exception, after " + race.outcome);
        Bridge.close(bridge);
    }

    /** The interrupt ends a park that wakers claim: their permits are taken. */
    @Scenario
    static void aw05_interruptAgainstWakes() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        Thread first = waker("waker-0", race.future, 2);
        Thread second = waker("waker-1", race.future, 2);
        Thread interrupter = Sim.start("interrupter", race.thread::interrupt);
        race.end(first, second, interrupter);
        Sim.equal(race.outcome, "interrupted", "outcome");
        Bridge.close(bridge);
    }

    /** A park after the await lasts until somebody ends that one. */
    @Scenario
    static void aw05_laterParkIsNotCutShort() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Raced future = new Raced();
        boolean[] told = new boolean[1];
        boolean[] parks = new boolean[1];
        Thread thread =
                bridge.newThread(
                        "awaiting",
                        () -> {
                            awaitOnce(bridge, future);
                            Sim.equal(future.cancels <= 1, true, "cancels once at most");
                            parks[0] = true;
                            LockSupport.park();
                            Sim.check(told[0], "the park lasts until it is ended");
                        });
        thread.start();
        waker("waker", future, 2);
        Sim.start("ends", future::end);
        Sim.await(() -> parks[0]);
        Sim.quiet();
        told[0] = true;
        LockSupport.unpark(thread);
        thread.join();
        Bridge.close(bridge);
    }

    /** Permits of strangers end no await and lose no wake. */
    @Scenario
    static void aw04_strayPermitsAgainstCompletion() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        waker("waker", race.future, 1);
        Sim.start("ends", race.future::end);
        Sim.start(
                "stranger",
                () -> {
                    LockSupport.unpark(race.thread);
                    LockSupport.unpark(race.thread);
                });
        race.thread.join();
        Sim.equal(race.outcome, "value", "outcome");
        Sim.check(race.future.polls <= 3, "a stray permit causes no poll");
        Bridge.close(bridge);
    }

    /** A wake that is late, of the first await, is none of the second. */
    @Scenario
    static void w04_lateWakesOfAnEarlierAwait() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Raced first = new Raced();
        Raced second = new Raced();
        String[] outcomes = new String[2];
        Thread thread =
                bridge.newThread(
                        "awaiting",
                        () -> {
                            outcomes[0] = awaitOnce(bridge, first);
                            LockSupport.unpark(Thread.currentThread());
                            LockSupport.park(); // an interrupt gives a permit itself
                            outcomes[1] = awaitOnce(bridge, second);
                        });
        thread.start();
        Thread late = waker("late", first, 3);
        Thread endsFirst = Sim.start("ends-0", first::end);
        Thread endsSecond = Sim.start("ends-1", second::end);
        Thread interrupter = Sim.start("interrupter", thread::interrupt);
        thread.join();
        late.join();
        endsFirst.join();
        interrupter.join();
        if (second.waker == null) {
            Sim.fail("the second was not polled");
        }
        endsSecond.join();
        Sim.check(!Sim.hasPermit(thread), "no permit is left behind");
        Sim.equal(first.cancels, "value".equals(outcomes[0]) ? 0 : 1, "cancels of the first");
        Sim.equal(second.cancels, "value".equals(outcomes[1]) ? 0 : 1, "cancels of the second");
        Sim.check(second.polls <= 3, "a wake of the first causes no poll of the second (W2)");
        Bridge.close(bridge);
    }

    /** E6: it ends with its value or is cancelled, once; the thread goes on elsewhere. */
    @Scenario
    static void e06_closeAgainstCompletionAndInterrupt() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = Race.begin(bridge);
        race.future.awaitWaker();
        Thread ends = Sim.start("ends", race.future::end);
        Thread interrupter =
                Sim.start(
                        "interrupter",
                        () -> {
                            if (Sim.maybe()) {
                                race.thread.interrupt();
                            }
                        });
        bridge.close(Duration.ZERO);
        Sim.check(bridge.isClosed(), "the executor is closed");
        race.end(ends, interrupter);
    }

    /** E6: an await that begins while its executor closes is refused, or ends. */
    @Scenario
    static void e06_closeAgainstTheBeginning() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        Race race = new Race(bridge);
        Raced future = race.future;
        String[] outcome = new String[1];
        Thread thread = bridge.newThread("awaiting", () -> outcome[0] = awaitOnce(bridge, future));
        thread.start();
        bridge.close(Duration.ZERO);
        Sim.check(bridge.isClosed(), "the executor is closed");
        thread.join();
        Sim.equal(outcome[0], "closed", "outcome");
        Sim.equal(future.cancels, 1, "cancels");
    }

    /** A future that takes an interrupt of the thread itself: the next one is not lost. */
    @Scenario
    static void aw05_interruptsAgainstAPollThatTakesThem() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        int[] taken = new int[1];
        Cell ended = new Cell();
        Probe<Integer> future =
                new Probe<>() {
                    @Override
                    Poll<Integer> advance(Context cx) {
                        taken[0] += Thread.interrupted() ? 1 : 0;
                        return ended.get() == 0 ? Poll.pending() : Poll.ready(7);
                    }
                };
        Thread thread =
                bridge.newThread(
                        "awaiting",
                        () -> {
                            try {
                                Sim.equal(bridge.await(future), 7, "value");
                            } catch (InterruptedException interrupted) {
                                taken[0]++;
                            } catch (Exception failed) {
                                Sim.fail("it fails with " + failed);
                            }
                            taken[0] += Thread.interrupted() ? 1 : 0;
                        });
        thread.start();
        boolean[] interrupted = new boolean[1];
        Sim.start(
                "ends",
                () -> {
                    Waker waker = future.awaitWaker();
                    ended.set(1);
                    waker.wake();
                });
        Thread interrupter =
                Sim.start(
                        "interrupter",
                        () -> {
                            thread.interrupt();
                            if (Sim.await(() -> taken[0] == 1, 5_000_000) && thread.isAlive()) {
                                thread.interrupt();
                                interrupted[0] = true;
                            }
                        });
        thread.join();
        interrupter.join();
        Sim.check(
                taken[0] + (thread.isInterrupted() ? 1 : 0) == (interrupted[0] ? 2 : 1),
                "each interrupt is seen once: " + taken[0] + " of two " + interrupted[0]);
        Bridge.close(bridge);
    }

    /** A future that wakes itself lets others run (E8). */
    @Scenario
    static void e08_selfWakesAgainstActions() throws Exception {
        BridgeExecutor bridge = Bridge.openCarried(1);
        int[] ran = new int[1];
        Probe<Integer> future =
                new Probe<>() {
                    @Override
                    Poll<Integer> advance(Context cx) {
                        if (ran[0] == 2) {
                            return Poll.ready(ran[0]);
                        }
                        cx.waker().wake();
                        return Poll.pending();
                    }
                };
        int[] value = new int[1];
        Thread thread =
                bridge.newThread(
                        "awaiting",
                        () -> {
                            try {
                                value[0] = bridge.await(future);
                            } catch (Exception failed) {
                                Sim.fail("it fails with " + failed);
                            }
                        });
        thread.start();
        for (int i = 0; i < 2; i++) {
            Sim.start("submitter-" + i, () -> bridge.execute(() -> ran[0]++));
        }
        thread.join();
        Sim.equal(value[0], 2, "value");
        Bridge.close(bridge);
    }
}
