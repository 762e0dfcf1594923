package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The rules of whoever polls: F1 to F10 and W1 to W5 seen from the executor, C1 to C8, H1 to H9,
 * and E1 to E12 as far as they bind every executor. Extend it, and return a fresh executor from
 * {@link #create}.
 *
 * <pre>{@code
 * final class MyExecutorVerificationTest extends ExecutorVerification {
 *     @Override
 *     protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
 *         MyExecutor executor = new MyExecutor(reports);
 *         return new ExecutorUnderTest() {
 *             @Override
 *             public <T> Future<T> spawn(PollFuture<? extends T> future) {
 *                 return executor.start(future);
 *             }
 *
 *             @Override
 *             public void close() {
 *                 executor.close();
 *             }
 *         };
 *     }
 * }
 * }</pre>
 *
 * <p>What runs one future on the calling thread fits, too: an adapter that starts a thread for each
 * future.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters is asked of the probes
public abstract class ExecutorVerification extends ExecutorTaskRules {
    /** For the subclass. */
    protected ExecutorVerification() {}

    /** E5 is about schedulers of virtual threads. */
    @UntestedRule("E5 binds the face that a scheduler of virtual threads sees; W1 and E6 the rest")
    public final void e05_theFaceForSchedulersNeverThrows() {
        untested();
    }

    /** A carrier that is about to block is refused. */
    @OptionalRule
    public final void e07_blockingACarrierIsRefused() throws Exception {
        Class<? extends Exception> guard = blockingGuard();
        skipUnless(
                guard != null,
                "checked if blocking is refused; then let blockingGuard() return the exception");
        onExecutor(
                "E7",
                bench -> {
                    Probe probe = bench.probe();
                    bench.inPoll(
                            probe,
                            cx -> {
                                try {
                                    blockCarrier(bench.executor());
                                } catch (Exception thrown) {
                                    bench.require(
                                            guard != null && guard.isInstance(thrown),
                                            "a carrier that was about to block got " + thrown);
                                    return true;
                                }
                                throw bench.failure("a carrier was blocked.");
                            });
                });
    }

    /** Tasks run in the order of their spawns, and one that wakes itself goes to the end. */
    @OptionalRule
    public final void e08_theRunQueueIsFifo() throws Exception {
        onOneContext(
                "E8",
                bench -> {
                    Probe busy = bench.probe();
                    Gate gate = new Gate();
                    var inPoll = busy.order(cx -> gate.await(patience()));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    Trail trail = new Trail();
                    List<Future<String>> tasks = new ArrayList<>();
                    for (String name : List.of("a", "b", "c")) {
                        PendingOnce<String> twice = new PendingOnce<>(name);
                        tasks.add(
                                bench.spawn(
                                        cx -> {
                                            trail.mark(name);
                                            return twice.poll(cx);
                                        }));
                    }
                    gate.open();
                    bench.await(inPoll, "a poll did not end");
                    for (Future<String> task : tasks) {
                        bench.valueOf(task, "a future that woke itself was not polled");
                    }
                    bench.require(
                            trail.marks().equals(List.of("a", "b", "c", "a", "b", "c")),
                            "tasks that were spawned a, b, c and woke themselves ran as " + trail);
                });
    }

    /** Without any hook wakes and timers work. */
    @RequiredRule
    public final void e09_worksWithoutAHook() throws Exception {
        onExecutor(
                "E9",
                bench -> {
                    Probe probe = bench.probe();
                    CountingWaker timed = new CountingWaker();
                    for (int i = 0; i < 20; i++) {
                        bench.inPoll(probe, cx -> cx.timers().wakeAfter(1, timed));
                        int fired = i + 1;
                        bench.until(
                                () -> timed.wakes() == fired,
                                "without a hook a timer has not fired");
                    }
                });
    }

    /** A task that wakes itself all the time is cancelled all the same. */
    @RequiredRule
    public final void e10_aBusyTaskIsCancelled() throws Exception {
        onExecutor(
                "E10",
                bench -> {
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(new Busy(probe));
                    bench.until(probe::isPolled, "a spawned future was not polled");
                    task.cancel(true);
                    boolean served = bench.holdsInTime(() -> probe.cancels() == 1);
                    probe.endBy(() -> null);
                    bench.require(
                            served,
                            "a cancel was not served within "
                                    + patience()
                                    + " while the task woke itself.");
                });
    }

    /** A spawn and a cancel are served however often other tasks wake themselves. */
    @OptionalRule
    public final void e10_foreignWorkIsServedBesideBusyTasks() throws Exception {
        onOneContext(
                "E10",
                bench -> {
                    Probe busy = bench.newProbe();
                    bench.spawn(new Busy(busy));
                    bench.until(busy::isPolled, "a spawned future was not polled");
                    Probe probe = bench.newProbe();
                    Future<?> task = bench.spawn(probe);
                    boolean polled = bench.holdsInTime(probe::isPolled);
                    task.cancel(true);
                    boolean cancelled = bench.holdsInTime(() -> probe.cancels() == 1);
                    busy.endBy(() -> null);
                    bench.require(polled, "a spawn was not served while another task woke itself.");
                    bench.require(
                            cancelled, "a cancel was not served while another task woke itself.");
                });
    }

    /** Wakes itself in every poll. */
    private record Busy(Probe probe) implements PollFuture<@Nullable Object> {
        @Override
        public Poll<@Nullable Object> poll(Context cx) throws Exception {
            cx.waker().wake();
            return probe.poll(cx);
        }

        @Override
        public void cancel() {
            probe.cancel();
        }

        @Override
        public void onDiscard(@Nullable Object value) {
            probe.onDiscard(value);
        }
    }

    /** E11 is about one class of the library. */
    @UntestedRule("E11 is about BlockOn.run of the library")
    public final void e11_interruptsOfAnAsyncMain() {
        untested();
    }

    /** E12 is about what is bound to a reactor. */
    @UntestedRule("E12 binds channels and other objects of a reactor, not executors")
    public final void e12_channelsAreBoundToAContext() {
        untested();
    }
}
