package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.SimLooks;
import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Scheduled views: fire, cancel, shutdown and close against each other. */
final class Schedules {
    private static final long DELAY = 5_000_000;

    private Schedules() {}

    /** What is scheduled; it watches that its runs do not overlap. */
    private static final class Job implements Runnable {
        private boolean inside;
        int runs;
        @Nullable ScheduledFuture<?> future;

        @Override
        public void run() {
            Sim.check(!inside, "runs do not overlap");
            inside = true;
            Sim.pause();
            runs++;
            Sim.pause();
            inside = false;
        }

        boolean schedule(ScheduledExecutorService view, long nanos) {
            try {
                future = view.schedule(this, nanos, TimeUnit.NANOSECONDS);
                return true;
            } catch (RejectedExecutionException shut) {
                return false;
            }
        }

        /** The future, when it was scheduled. */
        ScheduledFuture<?> scheduled() {
            Sim.await(() -> future != null);
            ScheduledFuture<?> known = future;
            if (known == null) {
                throw new AssertionError("it is there");
            }
            return known;
        }

        /** Neither lost nor run twice: one outcome, which the number of runs fits. */
        void checkOnce(boolean runsAreCancelled) throws Exception {
            Sim.check(scheduled().isDone(), "it has an outcome");
            Sim.check(runs <= 1, "it runs once at most");
            try {
                scheduled().get();
                Sim.equal(runs, 1, "runs of what is done");
            } catch (BridgeClosedException closed) {
                Sim.check(runs == 0 || runsAreCancelled, "what close has ended did not run");
            } catch (CancellationException cancelled) {
                Sim.note("cancelled");
            }
        }
    }

    /** Ends all, and looks whether anything is left of what was scheduled. */
    private static void end(BridgeExecutor bridge, ScheduledExecutorService view) {
        view.close();
        Sim.check(view.isTerminated(), "the view has terminated");
        Sim.quiet();
        Sim.check(SimLooks.nothingScheduled(view), "nothing is left in the set");
        Sim.equal(SimLooks.timers(view), 0, "timers that are left");
        Bridge.close(bridge);
    }

    private static long anyDelay() {
        return Sim.maybe() ? 0 : DELAY;
    }

    /** It runs or is cancelled; what cancel says is true. */
    @Scenario
    static void cancelAgainstTheFire() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        Job job = new Job();
        Job other = new Job();
        long delay = anyDelay();
        boolean[] cancelled = new boolean[2];
        Thread[] cancellers = new Thread[2];
        for (int i = 0; i < cancellers.length; i++) {
            int index = i;
            boolean late = Sim.maybe();
            cancellers[i] =
                    Sim.start(
                            "canceller-" + i,
                            () -> {
                                ScheduledFuture<?> future = job.scheduled();
                                if (late) {
                                    Sim.await(() -> false, DELAY);
                                }
                                cancelled[index] = future.cancel(Sim.maybe());
                            });
        }
        job.schedule(view, delay);
        other.schedule(view, DELAY);
        for (Thread canceller : cancellers) {
            canceller.join();
        }
        end(bridge, view);
        Sim.check(!(cancelled[0] && cancelled[1]), "one cancels");
        Sim.equal(job.scheduled().isCancelled(), cancelled[0] || cancelled[1], "is cancelled");
        job.checkOnce(false);
        Sim.equal(other.runs, 1, "runs of the other one");
    }

    /** An earlier one that is armed while the carrier parks for a later one is in time. */
    @Scenario
    static void anEarlierOneIsArmedMeanwhile() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        long start = System.nanoTime();
        Job late = new Job();
        late.schedule(view, TimeUnit.HOURS.toNanos(1));
        Job[] early = {new Job(), new Job()};
        for (int i = 0; i < early.length; i++) {
            Job job = early[i];
            Sim.start("scheduler-" + i, () -> job.schedule(view, DELAY));
        }
        for (Job job : early) {
            job.scheduled().get();
            Sim.equal(job.runs, 1, "runs");
        }
        long took = System.nanoTime() - start;
        Sim.check(took >= DELAY, "they do not run early");
        Sim.check(took < TimeUnit.HOURS.toNanos(1), "they do not run with the late one");
        Sim.check(late.scheduled().cancel(false), "the late one has not run");
        end(bridge, view);
        Sim.equal(late.runs, 0, "runs of the late one");
    }

    /** What is cancelled leaves nothing behind that waits for its time. */
    @Scenario
    static void whatIsCancelledIsOverAtOnce() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        Job once = new Job();
        Job again = new Job();
        Thread canceller = Sim.start("canceller-0", () -> once.scheduled().cancel(false));
        Sim.start("canceller-1", () -> again.scheduled().cancel(false));
        once.schedule(view, TimeUnit.HOURS.toNanos(1));
        again.future = view.scheduleAtFixedRate(again, 0, 1, TimeUnit.HOURS);
        canceller.join();
        long second = TimeUnit.SECONDS.toNanos(1);
        Sim.check(Sim.await(() -> SimLooks.timers(view) == 0, second), "the timers are taken out");
        Sim.check(Sim.await(() -> SimLooks.nothingScheduled(view), second), "the tasks are over");
        end(bridge, view);
        Sim.equal(once.runs, 0, "runs of the one that was cancelled");
    }

    /** A periodic one runs one at a time, also by hand, and ends when it is cancelled. */
    @Scenario
    static void periodicAgainstRunsByHandAndCancel() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        Job job = new Job();
        ScheduledFuture<?> future =
                Sim.maybe()
                        ? view.scheduleAtFixedRate(job, 0, DELAY, TimeUnit.NANOSECONDS)
                        : view.scheduleWithFixedDelay(job, 0, DELAY, TimeUnit.NANOSECONDS);
        Thread hand = Sim.start("hand", ((Runnable) future)::run);
        Sim.await(() -> job.runs >= 2);
        Thread canceller = Sim.start("canceller", () -> future.cancel(false));
        canceller.join();
        hand.join();
        Sim.check(future.isCancelled(), "it is cancelled");
        Sim.await(() -> !job.inside);
        int runs = job.runs;
        end(bridge, view);
        Sim.check(job.runs <= runs + 1, "no run begins after the cancel but one under way");
    }

    /** All that shutdown accepted runs on, and the view ends after it; periodic ones end. */
    @Scenario
    static void shutdownAgainstSchedules() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        List<Job> accepted = new ArrayList<>();
        Job refused = new Job();
        Job periodic = new Job();
        ScheduledFuture<?> again =
                view.scheduleAtFixedRate(periodic, 0, DELAY, TimeUnit.NANOSECONDS);
        Thread[] schedulers = new Thread[2];
        for (int i = 0; i < schedulers.length; i++) {
            schedulers[i] =
                    Sim.start(
                            "scheduler-" + i,
                            () -> {
                                for (int n = 0; n < 2; n++) {
                                    Job job = new Job();
                                    if (job.schedule(view, anyDelay())) {
                                        accepted.add(job);
                                    } else {
                                        refused.runs += job.runs;
                                    }
                                }
                            });
        }
        view.shutdown();
        Sim.check(view.awaitTermination(1, TimeUnit.HOURS), "the view terminates");
        for (Job job : accepted) {
            Sim.equal(job.runs, 1, "runs of what was accepted before the end");
        }
        for (Thread scheduler : schedulers) {
            scheduler.join();
        }
        end(bridge, view);
        Sim.equal(refused.runs, 0, "runs of what was refused");
        Sim.check(again.isCancelled(), "the periodic one is cancelled");
        for (Job job : accepted) {
            Sim.equal(job.runs, 1, "runs");
        }
    }

    /** What was accepted has run or is in the list of what has not. */
    @Scenario
    static void shutdownNowAgainstSchedules() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        Job[] jobs = {new Job(), new Job(), new Job()};
        int[] accepted = new int[1];
        jobs[0].schedule(view, anyDelay());
        accepted[0]++;
        Thread scheduler =
                Sim.start(
                        "scheduler",
                        () -> {
                            for (int i = 1; i < jobs.length; i++) {
                                accepted[0] += jobs[i].schedule(view, anyDelay()) ? 1 : 0;
                            }
                        });
        List<Runnable> notBegun = view.shutdownNow();
        scheduler.join();
        end(bridge, view);
        int ran = 0;
        int cancelled = 0;
        for (Job job : jobs) {
            ran += job.runs;
            ScheduledFuture<?> future = job.future;
            cancelled += future != null && future.isCancelled() ? 1 : 0;
        }
        Sim.equal(ran + cancelled + notBegun.size(), accepted[0], "ran, cancelled or returned");
    }

    /** E6: what was accepted runs or ends with the executor; nothing is in limbo. */
    @Scenario
    static void closeAgainstSchedules() throws Exception {
        BridgeExecutor bridge = Bridge.open(1);
        ScheduledExecutorService view = bridge.asScheduledExecutorService();
        List<Job> accepted = new ArrayList<>();
        Thread[] schedulers = new Thread[2];
        for (int i = 0; i < schedulers.length; i++) {
            schedulers[i] =
                    Sim.start(
                            "scheduler-" + i,
                            () -> {
                                Job job = new Job();
                                if (job.schedule(view, anyDelay())) {
                                    accepted.add(job);
                                }
                            });
        }
        boolean graceful = Sim.maybe();
        if (graceful) {
            bridge.close();
        } else {
            bridge.close(Duration.ZERO);
        }
        Sim.check(bridge.isClosed(), "the executor is closed");
        for (Thread scheduler : schedulers) {
            scheduler.join();
        }
        Sim.quiet();
        for (Job job : accepted) {
            job.checkOnce(!graceful);
        }
        view.close();
        Sim.check(SimLooks.nothingScheduled(view), "nothing is left in the set");
    }
}
