package io.github.trunnion.compat.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.Async;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A method under Async that returns a future of ours. */
@Library(name = "Spring @Async", of = Async.class, by = Spring.BY)
class SpringGivenTest extends GivenVerification {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AnnotationConfigApplicationContext context =
            AsyncContext.of(AsyncContext.Virtual.class);
    private final Service service = context.getBean(Service.class);

    @AfterEach
    void close() {
        context.close();
    }

    @Override
    protected Taken take(TaskFuture<String> task) {
        return taken(service.gives(task.toCompletableFuture()));
    }

    private static Taken taken(CompletableFuture<String> future) {
        return new Taken() {
            @Override
            public String get() throws Throwable {
                try {
                    return future.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }

            @Override
            public void cancel() {
                future.cancel(true);
            }
        };
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.GIVEN_CANCEL,
                "A thread of the executor waits for it in `get` and hands its end on to another"
                        + " future; a method that returns a future of ours needs no `@Async`");
    }

    @Test
    @Shows(
            "a cancel interrupts the body of a method without `@Async` that returns a future of"
                    + " `Blocking`")
    void withoutAsyncCancelled_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        Taken taken = taken(service.withoutAsync(body));
        body.awaitBegun();
        taken.cancel();
        await().atMost(PATIENCE).until(body::wasInterrupted);
    }

    @Test
    @Shows(
            "`task -> ContextCarrier.standard().capture().wrapRunnable(task)` as a `TaskDecorator`"
                    + " carries the MDC to the method, on both executors")
    void decoratedExecutors_carryTheMdc() throws Exception {
        try (AnnotationConfigApplicationContext pool = AsyncContext.of(AsyncContext.Pool.class)) {
            MDC.put("request", "11");
            CompletableFuture<String> virtual;
            CompletableFuture<String> platform;
            try {
                virtual = service.mdcAndThread();
                platform = pool.getBean(Service.class).mdcAndThread();
            } finally {
                MDC.remove("request");
            }
            assertThat(Await.await(virtual, PATIENCE)).isEqualTo("11 true");
            assertThat(Await.await(platform, PATIENCE)).isEqualTo("11 false");
        }
    }
}
