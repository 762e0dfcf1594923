package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.Case;

import java.util.Map;

/** What the page says of Spring. */
final class Spring {
    static final String BY =
            "`CompletableFuture` of a method under `@Async`, awaited as it is; tried with a"
                    + " `ThreadPoolTaskExecutor` and with virtual threads of"
                    + " `SimpleAsyncTaskExecutor`";
    static final String BY_FUTURE =
            "`Future` of a method under `@Async` that is declared to return `Future`, by"
                    + " `awaitFuture`; tried with both executors";

    private static final String NOT_REACHED =
            "For a method that returns `CompletableFuture` the executor's `submitCompletable`"
                    + " completes a future of its own, whose cancel does not reach the method;"
                    + " declared to return `Future`, it is interrupted";

    static final Map<Case, String> CANNOT =
            Map.of(
                    Case.CANCEL, NOT_REACHED,
                    Case.INTERRUPT, NOT_REACHED,
                    Case.TIMEOUT, NOT_REACHED);

    private Spring() {}
}
