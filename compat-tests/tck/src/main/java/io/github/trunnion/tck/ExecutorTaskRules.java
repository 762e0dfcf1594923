package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** How an executor runs and wakes tasks: E1 to E4. */
@SuppressWarnings("FutureReturnValueIgnored") // what matters is asked of the probes
abstract class ExecutorTaskRules extends ExecutorCloseRules {
    private static final int ROUNDS = 100;

    /** For subclasses. */
    ExecutorTaskRules() {}

    /** Woken by many threads at once, a future is polled by one thread at a time. */
    @RequiredRule
    public final void e01_aTaskIsPolledByOneThreadAtATime() throws Exception {
        onExecutor(
                "E1",
                bench -> {
                    Probe probe = bench.probe();
                    List<CompletableFuture<Boolean>> wakers = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        CompletableFuture<Boolean> done = new CompletableFuture<>();
                        wakers.add(done);
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () -> {
                                            for (int wake = 0; wake < 1_000; wake++) {
                                                probe.wake();
                                            }
                                            done.complete(true);
                                        });
                    }
                    for (int i = 0; i < ROUNDS; i++) {
                        bench.inPoll(probe, cx -> Thread.holdsLock(probe));
                    }
                    for (CompletableFuture<Boolean> done : wakers) {
                        bench.await(done, "wake has not returned");
                    }
                });
    }

    /** Without a timer a park has no bound: nothing looks after lost wakes from time to time. */
    @RequiredRule
    public final void e02_noWakeNeedsATimeOut() throws Exception {
        onSlot(
                "E2",
                bench -> {
                    Probe probe = bench.probe();
                    RelayHook hook = bench.lease(probe).hook();
                    bench.untilParked(hook);
                    for (int i = 0; i < ROUNDS; i++) {
                        bench.inPoll(probe, cx -> true);
                    }
                    bench.untilParked(hook);
                    List<Long> parks = hook.manual.parks();
                    long last = parks.get(parks.size() - 1);
                    bench.require(
                            last > Duration.ofHours(1).toNanos(),
                            "without any timer the carrier parks for " + last + " ns only.");
                });
    }

    /** In total there are at most as many unparks as parks. */
    @RequiredRule
    public final void e03_unparksAreAtMostAsManyAsParks() throws Exception {
        onSlot(
                "E3",
                bench -> {
                    Probe probe = bench.probe();
                    RelayHook hook = bench.lease(probe).hook();
                    bench.untilParked(hook);
                    for (int i = 0; i < ROUNDS; i++) {
                        probe.wake();
                        probe.wake();
                        bench.inPoll(probe, cx -> true);
                    }
                    Gate gate = new Gate();
                    int before = hook.manual.unparks();
                    var inPoll = probe.order(cx -> gate.await(patience()));
                    bench.until(gate::isOccupied, "a woken future was not polled");
                    for (int i = 0; i < 1_000; i++) {
                        probe.wake();
                    }
                    int during = hook.manual.unparks() - before;
                    gate.open();
                    bench.await(inPoll, "a poll did not end");
                    bench.require(
                            during <= 2,
                            "1,000 wakes while the carrier ran a task caused "
                                    + during
                                    + " unparks.");
                    bench.untilParked(hook);
                    int unparks = hook.manual.unparks();
                    int parks = hook.manual.parks().size();
                    bench.require(unparks <= parks, unparks + " unparks for " + parks + " parks.");
                });
    }

    /** The carrier does not unpark itself. */
    @RequiredRule
    public final void e03_theCarrierDoesNotUnparkItself() throws Exception {
        onSlot(
                "E3",
                bench -> {
                    Probe probe = bench.probe();
                    AtomicBoolean byCarrier = new AtomicBoolean();
                    RelayHook hook =
                            bench.inPoll(
                                            probe,
                                            cx ->
                                                    cx.reactor()
                                                            .acquire(
                                                                    RelayHook.class,
                                                                    h -> telling(h, byCarrier)))
                                    .hook();
                    for (int i = 0; i < 20; i++) {
                        bench.untilParked(hook);
                        int before = probe.polls();
                        hook.manual.event(probe.waker());
                        bench.until(
                                () -> probe.polls() > before,
                                "a waker fired in a park and no poll came");
                    }
                    bench.require(!byCarrier.get(), "the carrier has called unpark itself.");
                });
    }

    private static RelayHook telling(
            io.github.trunnion.futures.ReactorHost host, AtomicBoolean byCarrier) {
        return new RelayHook(host) {
            @Override
            public void unpark() {
                if (Thread.currentThread() == host.thread()) {
                    byCarrier.set(true);
                }
                super.unpark();
            }
        };
    }

    /** Whatever a future throws is its task's failure, and other tasks do not notice. */
    @RequiredRule
    public final void e04_aFailingTaskHarmsNoOther() throws Exception {
        onExecutor(
                "E4",
                bench -> {
                    Probe other = bench.probe();
                    for (Throwable failure :
                            List.of(
                                    new IOException("checked"),
                                    new IllegalStateException("unchecked"),
                                    new AssertionError("an error"),
                                    new StackOverflowError("an error of the machine"),
                                    new Throwable("neither"))) {
                        PollFuture<String> fails = cx -> sneaky(failure);
                        Throwable seen = bench.failureOf(bench.spawn(fails), "threw " + failure);
                        bench.require(
                                seen == failure,
                                "a future threw " + failure + ", its task failed with " + seen);
                        bench.inPoll(other, cx -> true);
                    }
                });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws it as it is
    private static <V, X extends Throwable> V sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    /** A waker that throws on the carrier is reported, and the carrier goes on. */
    @RequiredRule
    public final void e04_aThrowingWakerIsReported() throws Exception {
        onTimers(
                "E4",
                bench -> {
                    IllegalStateException thrown = new IllegalStateException("a waker throws");
                    Probe probe = bench.probe();
                    CountingWaker next = new CountingWaker();
                    bench.inPoll(
                            probe,
                            cx -> {
                                cx.timers()
                                        .wakeAfter(
                                                0,
                                                () -> {
                                                    throw thrown;
                                                });
                                cx.timers().wakeAfter(1, next);
                                return true;
                            });
                    bench.until(
                            () -> bench.isReported(thrown),
                            "a waker that cx.timers() fired threw, and the handler given to create"
                                    + " was not told");
                    bench.until(() -> next.wakes() == 1, "after a waker threw no timer fires");
                    bench.inPoll(probe, cx -> true);
                });
    }

    /** Interrupt flag and context class loader are as they were in the next poll. */
    @RequiredRule
    public final void e04_theThreadIsRestoredAfterATask() throws Exception {
        onExecutor(
                "E4",
                bench -> {
                    Probe probe = bench.probe();
                    ClassLoader before =
                            bench.inPoll(
                                    probe,
                                    cx -> {
                                        Thread current = Thread.currentThread();
                                        ClassLoader loader = current.getContextClassLoader();
                                        current.setContextClassLoader(new ClassLoader() {});
                                        if (!runsOnForeignThread()) {
                                            current.interrupt();
                                        }
                                        return loader;
                                    });
                    bench.require(
                            bench.inPoll(
                                    probe,
                                    cx -> Thread.currentThread().getContextClassLoader() == before),
                            "the context class loader that a poll has set is there in the next.");
                    bench.require(
                            !bench.inPoll(probe, cx -> Thread.currentThread().isInterrupted()),
                            "the interrupt flag that a poll has set is there in the next one.");
                });
    }
}
