package io.github.trunnion.guides.migration;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** An asynchronous client as one finds them; the idioms are about code that calls it. */
class Shop {
    /** Whether the request behind {@link #slow} was given up. */
    final AtomicBoolean slowStopped = new AtomicBoolean();

    private final CompletableFuture<String> slow =
            new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    slowStopped.set(true); // a real client closes its connection
                    return super.cancel(mayInterruptIfRunning);
                }
            };

    CompletableFuture<String> user(int id) {
        return answer(
                () -> {
                    if (id < 0) {
                        throw new NoSuchElementException("user " + id);
                    }
                    return "user " + id;
                });
    }

    CompletableFuture<String> city(String user) {
        return answer(() -> "city of " + user);
    }

    CompletableFuture<Integer> price(String item) {
        return answer(item::length);
    }

    /** One request that is never answered; the same future each time. */
    CompletableFuture<String> slow() {
        return slow;
    }

    private static <T> CompletableFuture<T> answer(Supplier<T> answer) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        future.complete(answer.get());
                    } catch (RuntimeException e) {
                        future.completeExceptionally(e);
                    }
                });
        return future;
    }
}
