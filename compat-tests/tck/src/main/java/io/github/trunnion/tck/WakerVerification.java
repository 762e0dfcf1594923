package io.github.trunnion.tck;

import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * The rules of wakers (W1 to W5), seen by futures that keep theirs. Extend it, and tell how a
 * future is run by whatever hands out the wakers.
 *
 * <pre>{@code
 * final class LoopWakerVerificationTest extends WakerVerification {
 *     @Override
 *     protected FutureOwner createOwner() {
 *         Loop loop = new Loop();
 *         return new FutureOwner() {
 *             @Override
 *             public Runnable start(PollFuture<?> future) {
 *                 return loop.spawn(future)::cancel;
 *             }
 *
 *             @Override
 *             public void close() {
 *                 loop.close();
 *             }
 *         };
 *     }
 * }
 * }</pre>
 */
public abstract class WakerVerification extends WakerEndRules {
    private static final int MANY = 1000;
    private static final int THREADS = 4;
    private static final int WAKES = 10;

    static final String READS_FIRST =
            "a wake that reads first and stays away loses a write that is late by nanoseconds,"
                    + " which shows in millions of races, as of jcstress, but hardly in a test";

    /** For the subclass. */
    protected WakerVerification() {}

    // Required

    /** A wake on a platform thread, and on one that is interrupted, which it stays. */
    @RequiredRule
    public final void w01_wakesOnAPlatformThread() throws Exception {
        wakesOn(Thread.ofPlatform().daemon(), false);
        wakesOn(Thread.ofPlatform().daemon(), true);
    }

    /** A wake on a virtual thread, pinned and interrupted too. */
    @RequiredRule
    public final void w01_wakesOnAVirtualThread() throws Exception {
        wakesOn(Thread.ofVirtual(), false);
        wakesOn(Thread.ofVirtual(), true);
    }

    /** A wake does not wait for a poll that is under way. */
    @RequiredRule
    public final void w01_aWakeDoesNotWaitForThePoll() throws Exception {
        withOwner(
                "W1",
                owner -> {
                    CountDownLatch inPoll = new CountDownLatch(1);
                    CountDownLatch goOn = new CountDownLatch(1);
                    WakerProbe probe = new WakerProbe((waker, n) -> hold(n, inPoll, goOn));
                    owner.start(probe);
                    try {
                        requireReached(inPoll);
                        on(
                                Thread.ofPlatform().daemon(),
                                "W1",
                                () -> {
                                    wake(probe.waker(), "during a poll");
                                    return null;
                                });
                    } finally {
                        goOn.countDown();
                    }
                    awaitPolls("W3", probe, 2, "a wake during its poll");
                });
    }

    /** Wakes before the next poll coalesce. */
    @RequiredRule
    public final void w02_wakesBeforeThePollCoalesce() throws Exception {
        withOwner(
                "W2",
                owner -> {
                    CountDownLatch inPoll = new CountDownLatch(1);
                    CountDownLatch goOn = new CountDownLatch(1);
                    WakerProbe probe = new WakerProbe((waker, n) -> hold(n, inPoll, goOn));
                    owner.start(probe);
                    requireReached(inPoll);
                    for (int i = 0; i < MANY; i++) {
                        wake(probe.waker(), "during a poll");
                    }
                    goOn.countDown();
                    awaitPolls("W3", probe, 2, MANY + " wakes during its poll");
                    end(probe);
                    require(
                            probe.polls() < MANY / 10,
                            "W2",
                            MANY + " wakes during a poll led to " + probe.polls() + " polls.");
                });
    }

    /** A wake from inside the poll, on its thread, leads to one more poll. */
    @RequiredRule
    public final void w03_aWakeInsideThePollIsNotDropped() throws Exception {
        withOwner(
                "W3",
                owner -> {
                    WakerProbe probe =
                            new WakerProbe(
                                    (waker, n) -> {
                                        if (n < MANY) {
                                            wake(waker, "inside a poll");
                                        }
                                    });
                    owner.start(probe);
                    awaitPolls("W3", probe, MANY, "it had woken itself inside its poll");
                });
    }

    /** A wake by another thread during the poll leads to one more poll. */
    @RequiredRule
    public final void w03_aWakeBesideThePollIsNotDropped() throws Exception {
        withOwner(
                "W3",
                owner -> {
                    WakerProbe probe =
                            new WakerProbe(
                                    (waker, n) -> {
                                        if (n < THREADS) {
                                            on(
                                                    Thread.ofPlatform().daemon(),
                                                    "W1",
                                                    () -> {
                                                        wake(waker, "beside a poll");
                                                        return null;
                                                    });
                                        }
                                    });
                    owner.start(probe);
                    awaitPolls("W3", probe, THREADS, "a wake by another thread during its poll");
                });
    }

    /** Each of many wakes in turn leads to a poll, whatever the owner is doing meanwhile. */
    @RequiredRule
    public final void w03_everyWakeLeadsToAPoll() throws Exception {
        withOwner(
                "W3",
                owner -> {
                    WakerProbe probe = startPending(owner, new WakerProbe());
                    for (int i = 0; i < MANY; i++) {
                        int polls = probe.polls();
                        wake(probe.waker(), "after a poll");
                        awaitPolls("W3", probe, polls + 1, "wake number " + i);
                    }
                });
    }

    /** What threads write before they wake is seen by a poll, however many wake at once. */
    @RequiredRule
    public final void w03_thePollSeesWhatWasWrittenBeforeTheWake() throws Exception {
        withOwner(
                "W3",
                owner -> {
                    int[] written = new int[THREADS]; // plain: only wakes publish it
                    WrittenProbe seen = new WrittenProbe(written);
                    WakerProbe probe = startPending(owner, new WakerProbe(seen));
                    Waker waker = probe.waker();
                    CyclicBarrier meet = new CyclicBarrier(THREADS + 1);
                    for (int t = 0; t < THREADS; t++) {
                        int index = t;
                        inTurns(
                                meet,
                                i -> {
                                    written[index] = i;
                                    waker.wake();
                                });
                    }
                    for (int last = WAKES; last <= MANY; last += WAKES) {
                        boolean begun = meet(meet);
                        require(
                                begun && meet(meet), // from here on nobody wakes
                                "W1",
                                "wakes of several threads have not returned.");
                        require(
                                seen.await(last, patience()),
                                "W3",
                                "no poll has seen what was written before the last wake.");
                    }
                    require(
                            probe.polls() <= THREADS * MANY + 1 + MANY / 10,
                            "W2",
                            THREADS * MANY + " wakes led to " + probe.polls() + " polls.");
                });
    }

    /** A waker compares equal to itself and to no other future's. */
    @RequiredRule
    public final void w05_willWakeIsNeverAFalseYes() throws Exception {
        withOwner(
                "W5",
                owner -> {
                    Waker a = startPending(owner, new WakerProbe()).waker();
                    Waker b = startPending(owner, new WakerProbe()).waker();
                    require(a.willWake(a), "W5", a + " does not wake what it wakes itself.");
                    for (Waker other : List.of(b, Wakers.noop(), new CountingWaker())) {
                        require(
                                !a.willWake(other),
                                "W5",
                                a + " says that it wakes what " + other + " wakes.");
                    }
                });
    }

    // Untested

    /** A native thread would need native code. */
    @UntestedRule("a thread that the JVM has not made needs native code")
    public final void w01_wakesOnANativeThread() {
        untested();
    }

    /** Only a write that is late by nanoseconds shows it. */
    @UntestedRule(READS_FIRST)
    public final void w03_aWakeDoesNotReadFirstAndStayAway() {
        untested();
    }

    // Steps

    /** Looks in each poll for what all threads have written. */
    private static final class WrittenProbe implements WakerProbe.InPoll {
        private final int[] written;
        private int seen; // guarded by this

        WrittenProbe(int[] written) {
            this.written = written;
        }

        @Override
        public void run(Waker waker, int n) {
            int least = Arrays.stream(written).min().orElseThrow(); // before the lock
            synchronized (this) {
                seen = least;
                notifyAll();
            }
        }

        synchronized boolean await(int last, Duration patience) {
            Monitor.await(this, () -> seen >= last, patience.toNanos());
            return seen >= last;
        }
    }

    /** Starts a thread that meets the others, does its deed some times, and meets them again. */
    private void inTurns(CyclicBarrier meet, IntConsumer deed) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            for (int i = 0; i < MANY; i += WAKES) {
                                if (!meet(meet)) {
                                    return;
                                }
                                for (int wake = 1; wake <= WAKES; wake++) {
                                    deed.accept(i + wake);
                                }
                                meet(meet);
                            }
                        });
    }

    /** Returns whether all have come. */
    private boolean meet(CyclicBarrier others) {
        try {
            others.await(patience().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | BrokenBarrierException | InterruptedException givenUp) {
            return false;
        }
    }

    private void wakesOn(Thread.Builder kind, boolean interrupted) throws Exception {
        withOwner(
                "W1",
                owner -> {
                    WakerProbe probe = startPending(owner, new WakerProbe());
                    int polls = probe.polls();
                    Object pin = new Object();
                    on(
                            kind,
                            "W1",
                            () -> {
                                if (interrupted) {
                                    Thread.currentThread().interrupt();
                                }
                                synchronized (pin) {
                                    wake(probe.waker(), "on " + Thread.currentThread());
                                }
                                require(
                                        Thread.interrupted() == interrupted,
                                        "W1",
                                        "wake() changed the interrupt flag of its thread.");
                                return null;
                            });
                    awaitPolls("W3", probe, polls + 1, "a wake");
                });
    }

    /** Holds the first poll. */
    private void hold(int n, CountDownLatch inPoll, CountDownLatch goOn) throws Exception {
        if (n == 1) {
            inPoll.countDown();
            boolean ignored = goOn.await(patience().toNanos() * 4, TimeUnit.NANOSECONDS);
        }
    }

    private void requireReached(CountDownLatch inPoll) throws Exception {
        require(
                inPoll.await(patience().toNanos(), TimeUnit.NANOSECONDS),
                "F2",
                "the future was not polled within " + patience() + ".");
    }
}
