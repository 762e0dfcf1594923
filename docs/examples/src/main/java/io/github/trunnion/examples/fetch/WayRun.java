package io.github.trunnion.examples.fetch;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.CarrierCounters;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches all items in one way: one task on the bridge, with a limited number of them at a time.
 */
final class WayRun {
    private final Way way;
    private final Duration timeout;
    private final Progress progress;
    private final Map<Item, Outcome> outcomes = new HashMap<>(); // confined to the carrier

    WayRun(Way way, Duration timeout, Progress progress) {
        this.way = way;
        this.timeout = timeout;
        this.progress = progress;
    }

    /**
     * Fetches the items and shows the progress.
     *
     * @throws java.util.concurrent.CancellationException if the switch was used
     */
    WayResult run(
            WayName name,
            List<Item> items,
            int concurrency,
            BridgeExecutor bridge,
            StopSwitch stopSwitch)
            throws InterruptedException {
        CarrierCounters before = bridge.counters();
        long start = System.nanoTime();
        TaskFuture<@Nullable Void> task =
                bridge.spawn(PollFutures.forEach(items, concurrency, this::fetch));
        stopSwitch.guard(task);
        waitFor(task);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new WayResult(name, outcomes, time, before, bridge.counters());
    }

    /** A future that fetches one item and notes the outcome; it fails only if this program does. */
    private PollFuture<?> fetch(Item item) {
        return PollFutures.map(
                outcomeOf(item),
                outcome -> {
                    outcomes.put(item, outcome);
                    progress.addDone(outcome);
                    return outcome;
                });
    }

    private PollFuture<Outcome> outcomeOf(Item item) {
        if (item.problem() != null) {
            return PollFutures.ready(new Outcome.Failed(item.problem()));
        }
        Download download = new Download(progress::addBytes);
        PollFuture<Outcome> fetched =
                PollFutures.map(
                        way.get(requireNonNull(item.uri()), download),
                        complete -> download.complete());
        PollFuture<Outcome> fetchedOrFailed =
                PollFutures.recover(
                        fetched,
                        failure ->
                                PollFutures.ready(new Outcome.Failed(Failures.describe(failure))));
        return PollFutures.race(List.of(fetchedOrFailed, stalled(download)));
    }

    /** A future that is ready when the download has made no progress for too long. */
    private PollFuture<Outcome> stalled(Download download) {
        return PollFutures.loop(
                () -> {
                    Duration left = timeout.minus(download.idle());
                    if (left.isPositive()) {
                        return PollFutures.map(PollFutures.sleep(left), slept -> Poll.pending());
                    }
                    String message = "no progress for " + timeout.toSeconds() + " s";
                    return PollFutures.ready(Poll.ready(new Outcome.Failed(message)));
                });
    }

    /** Waits, and meanwhile shows the progress. */
    private void waitFor(TaskFuture<?> task) throws InterruptedException {
        while (true) {
            try {
                task.get(progress.interval().toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                progress.show();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a defect of this program", e.getCause());
            } finally {
                if (task.isDone()) {
                    progress.finish();
                }
            }
        }
    }
}
