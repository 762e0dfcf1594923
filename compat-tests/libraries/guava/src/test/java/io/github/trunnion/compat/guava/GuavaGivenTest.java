package io.github.trunnion.compat.guava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.guava.ListenableFutures;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocking code as a ListenableFuture. */
@Library(name = "Guava", of = ListenableFuture.class, by = Guava.BY)
class GuavaGivenTest extends GivenVerification {
    @Override
    protected Taken take(TaskFuture<String> task) {
        ListenableFuture<String> future = ListenableFutures.fromStage(task);
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

    @Test
    @Shows("the cancel of what `Futures.transform` and `allAsList` made interrupts the bodies")
    void listOfDerivedFuturesCancelled_bodiesInterrupted() throws Exception {
        HeldBody one = new HeldBody();
        HeldBody two = new HeldBody();
        ListenableFuture<?> all =
                Futures.allAsList(
                        Futures.transform(
                                ListenableFutures.fromStage(Blocking.supply(one)),
                                String::length,
                                MoreExecutors.directExecutor()),
                        ListenableFutures.fromStage(Blocking.supply(two)));
        one.awaitBegun();
        two.awaitBegun();
        all.cancel(true);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> one.wasInterrupted() && two.wasInterrupted());
    }

    @Test
    @Shows("`FluentFuture.withTimeout` interrupts the body when the time is up")
    void withTimeout_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            // region stack-guava-given
            ListenableFuture<String> future = ListenableFutures.fromStage(Blocking.supply(body));
            // endregion
            body.awaitBegun();
            FluentFuture<String> limited =
                    FluentFuture.from(future).withTimeout(30, TimeUnit.MILLISECONDS, timer);
            Throwable failure = null;
            try {
                limited.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failure = e.getCause();
            }
            assertThat(failure).isInstanceOf(TimeoutException.class);
            await().atMost(Duration.ofSeconds(30)).until(body::wasInterrupted);
        } finally {
            timer.shutdownNow();
        }
    }
}
