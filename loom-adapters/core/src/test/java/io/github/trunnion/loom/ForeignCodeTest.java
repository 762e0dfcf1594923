package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.TaskFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** Classes of others that throw where nobody expects it: nothing hangs, nothing is lost. */
@Timeout(30)
class ForeignCodeTest {
    /** A wrapper that cannot be looked into. */
    @SuppressWarnings("serial")
    private static final class BrokenCause extends CompletionException {
        BrokenCause() {
            super("broken cause");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("getCause");
        }
    }

    @SuppressWarnings("serial")
    private static final class BrokenMessage extends Exception {
        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }
    }

    /** A source that cannot say what it is. */
    private static final class Endless extends CompletableFuture<String> {
        @Override
        @SuppressWarnings("InfiniteRecursion") // as two objects that name each other
        public String toString() {
            return "[" + this + "]";
        }
    }

    private static final class Untouchable extends Thread {
        Untouchable(Runnable body) {
            super(body);
        }

        @Override
        public void interrupt() {
            throw new IllegalStateException("interrupt");
        }
    }

    @Test
    void aw09_causeOfTheFailureThrows_everyWaitEndsWithTheFailure() {
        CompletableFuture<String> source = new CompletableFuture<>();
        source.completeExceptionally(new BrokenCause());
        assertThatThrownBy(() -> Await.await(source.minimalCompletionStage()))
                .hasMessageContaining("broken cause");
        assertThatThrownBy(() -> StageScope.race(source)).hasMessageContaining("broken cause");
        assertThatThrownBy(() -> StageScope.all(List.of(source)))
                .hasMessageContaining("broken cause");
    }

    @Test
    void aw09_messageOfTheFailureThrows_theFailureIsTheCause() {
        assumeTrue(
                Runtime.version().feature() > 21,
                "the CompletableFuture of this JDK asks the failure for its message");
        BrokenMessage failure = new BrokenMessage();
        CompletableFuture<String> source = CompletableFuture.failedFuture(failure);
        assertThatThrownBy(() -> Await.await(source))
                .isInstanceOf(AwaitException.class)
                .extracting(Throwable::getCause)
                .isSameAs(failure);
        assertThatThrownBy(() -> StageScope.race(source))
                .isInstanceOf(AwaitException.class)
                .extracting(Throwable::getCause)
                .isSameAs(failure);
    }

    @Test
    void aw06_nameOfTheSourceOverflowsTheStack_timeoutCancelsItAllTheSame() {
        Endless source = new Endless();
        assertThatThrownBy(() -> Await.await(source, Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
        assertThat(source.isCancelled()).isTrue();
    }

    @Test
    void bl06_threadOfTheBodyThrowsWhenInterrupted_viewIsCompletedAllTheSame() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TaskFuture<String> task =
                Blocking.on(Untouchable::new)
                        .supply(
                                () -> {
                                    begun.countDown();
                                    release.await();
                                    return "late";
                                });
        begun.await();
        assertThat(task.toCompletableFuture().complete("from outside")).isTrue();
        assertThat(task.toCompletableFuture().get()).isEqualTo("from outside");
        assertThat(task.isCancelled()).isTrue();
        release.countDown();
        task.terminated().toCompletableFuture().get();
    }
}
