package io.github.trunnion.tck;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** What an executor does about hooks that fail or spin: H5 and H6. */
abstract class ExecutorFailureRules extends ExecutorSlotRules {

    /** For subclasses. */
    ExecutorFailureRules() {}

    /** A future that has registered a hook, and the hook. */
    static final class Parked<R extends RelayHook> {
        final Probe probe;
        final ReactorLease<RelayHook> lease;
        final R hook;

        @SuppressWarnings("unchecked") // what was made is what is held
        Parked(Bench bench, Function<ReactorHost, R> make) throws Exception {
            probe = bench.probe();
            lease =
                    bench.inPoll(
                            probe,
                            cx ->
                                    cx.reactor()
                                            .acquire(
                                                    RelayHook.class,
                                                    host -> bench.watched(make.apply(host))));
            hook = (R) lease.hook();
        }
    }

    /** A park that throws frees the slot; the reactor is told, closed, and its users are woken. */
    @RequiredRule
    public final void h05_aFailingParkFreesTheSlot() throws Exception {
        onSlot(
                "H5",
                bench -> {
                    Parked<RelayHook> parked = new Parked<>(bench, RelayHook::new);
                    IllegalStateException cause = new IllegalStateException("park throws");
                    parked.hook.manual.hold(parked.probe.waker());
                    bench.untilParked(parked.hook);
                    int before = parked.probe.polls();
                    parked.hook.manual.failNextPark(cause);
                    requireFailed(bench, parked, cause, before);
                });
    }

    /** The same for a hook that cannot say whether it is interested. */
    @RequiredRule
    public final void h05_aFailingHasInterestFreesTheSlot() throws Exception {
        onSlot(
                "H5",
                bench -> {
                    IllegalStateException cause = new IllegalStateException("hasInterest throws");
                    AtomicBoolean fails = new AtomicBoolean();
                    Parked<RelayHook> parked =
                            new Parked<>(
                                    bench,
                                    host ->
                                            new RelayHook(host) {
                                                @Override
                                                public boolean hasInterest() {
                                                    if (fails.get()) {
                                                        throw cause;
                                                    }
                                                    return super.hasInterest();
                                                }
                                            });
                    parked.hook.manual.hold(parked.probe.waker());
                    bench.untilParked(parked.hook);
                    int before = parked.probe.polls() + 1;
                    fails.set(true);
                    bench.inPoll(parked.probe, cx -> true);
                    requireFailed(bench, parked, cause, before);
                });
    }

    private static void requireFailed(
            Bench bench, Parked<?> parked, Throwable cause, int pollsBefore) throws Exception {
        ManualHook hook = parked.hook.manual;
        bench.until(() -> hook.closes() == 1, "a hook that threw was not closed");
        bench.require(
                hook.failures().equals(List.of(cause)),
                "failed(cause) of a hook that threw was called with " + hook.failures());
        bench.until(
                () -> parked.probe.polls() > pollsBefore,
                "a future that waited in a hook that threw was not polled");
        bench.require(
                hasFailed(parked.lease),
                "hook() of a lease whose hook has failed does not throw ReactorFailedException.");
        bench.require(
                bench.inPoll(
                        parked.probe,
                        cx -> cx.reactor().held() == null && !parked.lease.isCurrent(cx.reactor())),
                "a hook that has failed is still held.");
        RelayHook next = bench.lease(parked.probe).hook();
        bench.untilParked(next);
    }

    /** An error out of park is reported, and what failed and close throw is, too. */
    @RequiredRule
    public final void h05_whatAFailedHookThrowsIsReported() throws Exception {
        onSlot(
                "H5",
                bench -> {
                    AssertionError ofPark = new AssertionError("an error out of park");
                    IllegalStateException ofFailed = new IllegalStateException("failed throws");
                    IllegalStateException ofClose = new IllegalStateException("close throws");
                    AtomicBoolean fails = new AtomicBoolean();
                    Parked<RelayHook> parked =
                            new Parked<>(
                                    bench,
                                    host ->
                                            new RelayHook(host) {
                                                @Override
                                                public int park(long nanos) {
                                                    if (fails.get()) {
                                                        throw ofPark;
                                                    }
                                                    return super.park(nanos);
                                                }

                                                @Override
                                                public void failed(Throwable cause) {
                                                    throw ofFailed;
                                                }

                                                @Override
                                                public void close() {
                                                    throw ofClose;
                                                }
                                            });
                    bench.untilParked(parked.hook);
                    fails.set(true);
                    bench.inPoll(parked.probe, cx -> true);
                    bench.untilReported(ofPark);
                    bench.untilReported(ofFailed);
                    bench.untilReported(ofClose);
                    bench.untilParked(bench.lease(parked.probe).hook());
                });
    }

    /** What unpark throws is reported, the one who wakes does not see it, and the hook stays. */
    @RequiredRule
    public final void h05_aThrowingUnparkIsReportedAndTheHookStays() throws Exception {
        onSlot(
                "H5",
                bench -> {
                    IllegalStateException thrown = new IllegalStateException("unpark throws");
                    Parked<RelayHook> parked =
                            new Parked<>(
                                    bench,
                                    host ->
                                            new RelayHook(host) {
                                                @Override
                                                public void unpark() {
                                                    super.unpark();
                                                    throw thrown;
                                                }
                                            });
                    bench.untilParked(parked.hook);
                    try {
                        bench.inPoll(parked.probe, cx -> true);
                    } catch (IllegalStateException seen) {
                        throw bench.failure("wake threw what unpark of a hook threw: " + seen);
                    }
                    bench.untilReported(thrown);
                    bench.require(
                            bench.inPoll(parked.probe, cx -> parked.lease.isCurrent(cx.reactor())),
                            "a hook whose unpark threw is not held any more.");
                    bench.untilParked(parked.hook);
                });
    }

    /** A hook that returns for nothing all the time is reported once, and then asked rarely. */
    @RequiredRule
    public final void h06_aSpinningHookIsReportedAndSlowedDown() throws Exception {
        onSlot(
                "H6",
                bench -> {
                    Parked<Spinning> parked = new Parked<>(bench, Spinning::new);
                    Spinning hook = parked.hook;
                    bench.until(
                            () -> bench.reports() > 0 || hook.hasSpun || hook.calls > 100_000,
                            "a hook that returns at once is not called again");
                    bench.until(
                            () -> bench.reports() > 0 || !hook.hasSpun,
                            "a hook returned 1,024 times within 5 ms for nothing, and this was not"
                                    + " reported");
                    applyIf(bench.reports() > 0, "no hook has spun: its carrier is too slow");
                    int first = hook.calls + 2;
                    bench.until(() -> hook.calls >= first, "a spinning hook is not called again");
                    long start = System.nanoTime();
                    int from = hook.calls;
                    bench.until(
                            () -> hook.calls >= from + 100, "a spinning hook is not called again");
                    int calls = hook.calls - from;
                    long took = System.nanoTime() - start;
                    bench.require(
                            took >= TimeUnit.MICROSECONDS.toNanos(500) * calls,
                            "a hook that spins was called " + calls + " times in " + took + " ns.");
                    bench.require(
                            bench.reports() == 1,
                            "a hook that spins was reported " + bench.reports() + " times.");
                    bench.inPoll(parked.probe, cx -> true);
                });
    }

    /** Returns at once, and sees for itself how often it is asked. */
    private static final class Spinning extends RelayHook {
        private static final int MANY = 1024;
        private final long[] times = new long[MANY];
        private volatile boolean hasSpun;
        private volatile int calls;

        Spinning(ReactorHost host) {
            super(host);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // the carrier alone writes
        public int park(long nanos) {
            long now = System.nanoTime();
            int at = calls % MANY;
            if (calls >= MANY && now - times[at] < TimeUnit.MILLISECONDS.toNanos(5)) {
                hasSpun = true;
            }
            times[at] = now;
            calls++;
            return 0;
        }
    }
}
