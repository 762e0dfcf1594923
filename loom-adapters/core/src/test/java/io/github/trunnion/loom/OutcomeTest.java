package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

@Timeout(30)
class OutcomeTest {
    @Test
    void aw09_success_hasTheValue_alsoNull() throws Exception {
        assertThat(Await.<String>outcome(CompletableFuture.completedFuture("value")))
                .isEqualTo(new Outcome.Success<>("value"));
        assertThat(Await.<String>outcome(CompletableFuture.completedFuture(null)))
                .isEqualTo(new Outcome.Success<>(null));
    }

    @Test
    void aw09_failure_isTheOriginalWithoutWrappers_alsoThroughADependent() throws Exception {
        IOException failure = new IOException("broken");
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> dependent = source.thenApply(x -> x).thenApply(x -> x);
        Running<Outcome<String>> waiter =
                ThreadKind.VIRTUAL.start(() -> Await.<String>outcome(dependent)).parked();
        source.completeExceptionally(failure);
        assertThat(waiter.value()).isEqualTo(new Outcome.Failure<>(failure));
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(Await.outcome(CompletableFuture.failedFuture(new StackOverflowError())))
                .isInstanceOf(Outcome.Failure.class);
    }

    @Test
    void aw11_cancelled_alsoThroughADependent() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> dependent = source.thenApply(x -> x);
        source.cancel(true);
        assertThat(Await.<String>outcome(source)).isInstanceOf(Outcome.Cancelled.class);
        assertThat(Await.<String>outcome(dependent)).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aw06_timeout_isNoOutcome() {
        CompletableFuture<String> source = new CompletableFuture<>();
        assertThatThrownBy(() -> Await.with().timeout(Duration.ZERO).outcome(source))
                .isInstanceOf(TimeoutException.class);
        assertThat(source).isCancelled();
    }

    @Test
    void aw09_whatACallbackWasTold_isAnOutcomeWithoutWrappers() {
        IllegalStateException failure = new IllegalStateException("broken");
        CancellationException cancelled = new CancellationException();
        assertThat(Outcome.<String>of(null, null)).isEqualTo(new Outcome.Success<String>(null));
        assertThat(Outcome.<String>of(null, new CompletionException(failure)))
                .isEqualTo(new Outcome.Failure<String>(failure));
        assertThat(Outcome.<String>of(null, new CompletionException(cancelled)))
                .isEqualTo(new Outcome.Cancelled<String>(cancelled));
    }
}
