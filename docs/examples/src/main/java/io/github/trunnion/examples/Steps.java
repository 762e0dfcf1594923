package io.github.trunnion.examples;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.List;

/** The vocabulary of the small programs. */
final class Steps {
    private Steps() {}

    /** A future that runs the steps one after the other. */
    static PollFuture<@Nullable Void> inOrder(PollFuture<?>... steps) {
        return PollFutures.forEach(List.of(steps), 1, step -> step);
    }

    /** A future that prints a line, when it is polled and not before. */
    static PollFuture<@Nullable Void> print(PrintStream out, String line) {
        return PollFutures.lazy(
                () -> {
                    out.println(line);
                    return PollFutures.ready(null);
                });
    }
}
