package io.github.trunnion.benchmarks.growth;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Futures that follow one another, made and run to their end. */
final class Chains {
    /** Short chains are run so often that they have as many links in all. */
    private static final int LINKS = 10_000;

    private Chains() {}

    static long then(int links) {
        return run(links, future -> PollFutures.then(future, x -> PollFutures.ready(x + 1)));
    }

    static long map(int links) {
        return run(links, future -> PollFutures.map(future, x -> x + 1));
    }

    /** One link more. */
    private interface Link {
        PollFuture<Integer> after(PollFuture<Integer> future);
    }

    private static long run(int links, Link link) {
        int chains = chains(links);
        TaskFuture<Integer> last = OneCarrier.EXECUTOR.spawn(PollFutures.ready(links));
        long start = System.nanoTime();
        for (int i = 0; i < chains; i++) {
            PollFuture<Integer> chain = PollFutures.map(PollFutures.yieldNow(), x -> 0);
            for (int j = 0; j < links; j++) {
                chain = link.after(chain);
            }
            last = OneCarrier.EXECUTOR.spawn(chain);
        }
        int value = last.join();
        OneCarrier.barrier();
        long nanos = System.nanoTime() - start;
        OneCarrier.require(value == links, "a chain of " + links + " ended with " + value);
        return nanos / chains;
    }

    /** Stages that depend on a task. */
    static long thenApply(int links) {
        int chains = chains(links);
        List<CompletionStage<Integer>> ends = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < chains; i++) {
            Promise<Integer> promise = new Promise<>();
            CompletionStage<Integer> stage = OneCarrier.EXECUTOR.spawn(promise);
            for (int j = 0; j < links; j++) {
                stage = stage.thenApply(x -> x + 1);
            }
            promise.complete(0);
            ends.add(stage);
        }
        for (CompletionStage<Integer> end : ends) {
            int value = end.toCompletableFuture().join();
            OneCarrier.require(value == links, "a chain of " + links + " ended with " + value);
        }
        return (System.nanoTime() - start) / chains;
    }

    private static int chains(int links) {
        return Math.max(1, LINKS / links);
    }
}
