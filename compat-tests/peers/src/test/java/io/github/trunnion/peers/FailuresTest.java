package io.github.trunnion.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.util.concurrent.Futures;

import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.smallrye.mutiny.Uni;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** What becomes of a failure on its way to who waits. */
@Timeout(60)
class FailuresTest {
    private static final int WAITS = 1_000;

    /** Failed on another thread, as by a client, with a dependent on that thread. */
    private static CompletableFuture<String> failedElsewhere(Throwable failure) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> dependent = source.thenApply(value -> value);
        Waiter.start(() -> source.completeExceptionally(failure)).value();
        return dependent;
    }

    /** The frame that a trace should show. */
    private static Throwable callerOf(Callable<?> wait) {
        return assertThrows(Throwable.class, wait::call);
    }

    private static boolean namesTheCaller(Throwable thrown) {
        return Stream.of(thrown.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("callerOf"));
    }

    private static IllegalStateException made() throws Exception {
        return Waiter.start(() -> new IllegalStateException("once")).value();
    }

    @Test
    void pb08_failureAwaitedAThousandTimes_originalIsUntouched_callerIsInEachTrace()
            throws Exception {
        IllegalStateException original = made();
        CompletableFuture<String> failed = failedElsewhere(original);
        for (int i = 0; i < WAITS; i++) {
            Throwable thrown = callerOf(() -> Await.await(failed));
            assertEquals(IllegalStateException.class, thrown.getClass());
            assertNotSame(original, thrown);
            assertSame(original, thrown.getCause());
            assertThat(namesTheCaller(thrown)).isTrue();
            assertThat(thrown.getSuppressed()).isEmpty();
        }
        assertThat(original.getSuppressed()).isEmpty();
    }

    @Test
    void pb08_failureAwaitedAThousandTimes_reactorSuppressesAThousandExceptions() throws Exception {
        IllegalStateException original = made();
        Mono<String> failed = Mono.fromFuture(failedElsewhere(original));
        for (int i = 0; i < WAITS; i++) {
            assertSame(original, callerOf(failed::block));
        }
        assertEquals(WAITS, original.getSuppressed().length);
    }

    @Test
    void pb08_failureAwaitedAThousandTimes_mutinyThrowsTheOriginal_withoutTheCaller()
            throws Exception {
        IllegalStateException original = made();
        Uni<String> failed = Uni.createFrom().completionStage(failedElsewhere(original));
        for (int i = 0; i < WAITS; i++) {
            assertSame(original, callerOf(() -> failed.await().indefinitely()));
        }
        assertThat(namesTheCaller(original)).isFalse();
        assertThat(original.getSuppressed()).isEmpty();
    }

    @Test
    void pb08_failureAwaitedAThousandTimes_joinOfADependentThrowsOneException_withoutTheCaller()
            throws Exception {
        IllegalStateException original = made();
        CompletableFuture<String> failed = failedElsewhere(original);
        Throwable first = callerOf(failed::join);
        for (int i = 1; i < WAITS; i++) {
            assertSame(first, callerOf(failed::join));
        }
        assertThat(namesTheCaller(first)).isFalse();
        assertThat(original.getSuppressed()).isEmpty();
    }

    static Stream<Throwable> wrapped() {
        IllegalStateException plain = new IllegalStateException("plain");
        IOException checked = new IOException("checked");
        return Stream.of(plain, checked)
                .flatMap(
                        failure ->
                                Stream.of(
                                        failure,
                                        new CompletionException(failure),
                                        new ExecutionException(failure),
                                        new CompletionException(new ExecutionException(failure)),
                                        new ExecutionException(new CompletionException(failure))));
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static final List<Class<?>> WRAPPERS =
            List.of(CompletionException.class, ExecutionException.class);

    /** A way of waiting for a future. */
    private interface Way {
        Object await(CompletableFuture<String> source) throws Exception;
    }

    /** The classes of what is thrown and of its causes. */
    private static List<Class<?>> chain(Throwable thrown) {
        return Stream.<Throwable>iterate(thrown, t -> t != null, Throwable::getCause)
                .<Class<?>>map(Throwable::getClass)
                .toList();
    }

    /**
     * Awaits a failed future, and one that fails while the thread is parked; both throw the same.
     */
    private static Throwable fastAsSlow(Throwable failure, Way way) throws Exception {
        Throwable fast =
                assertThrows(
                        Throwable.class, () -> way.await(CompletableFuture.failedFuture(failure)));
        CompletableFuture<String> late = new CompletableFuture<>();
        Waiter<Object> waiter = Waiter.start(() -> way.await(late)).parked();
        late.completeExceptionally(failure);
        assertEquals(chain(fast), chain(waiter.failure()));
        return fast;
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void pb17_wrappedFailure_arrivesBare_fastAsSlow(Throwable failure) throws Exception {
        Throwable root = root(failure);
        List<Way> ways =
                List.of(
                        Await::await,
                        source -> Await.await(source.minimalCompletionStage()),
                        source -> Await.await(source.thenApply(value -> value)),
                        Await::awaitFuture);
        for (Way way : ways) {
            Throwable thrown = fastAsSlow(failure, way);
            assertThat(chain(thrown)).doesNotContainAnyElementsOf(WRAPPERS);
            Class<?> expected =
                    root instanceof IOException ? AwaitException.class : root.getClass();
            assertEquals(expected, thrown.getClass());
            assertSame(root, root(thrown));
        }
        Throwable polled =
                assertThrows(
                        Throwable.class, () -> Await.await(PollFutures.<String>failed(failure)));
        assertThat(chain(polled)).doesNotContainAnyElementsOf(WRAPPERS);
    }

    @Test
    void pb17_wrappedFailure_peersLeaveWrappers_fastAsSlowToo() throws Exception {
        Throwable failure =
                new CompletionException(new ExecutionException(new IllegalStateException("x")));
        List<Way> ways =
                List.of(
                        CompletableFuture::join,
                        CompletableFuture::get,
                        Futures::getUnchecked,
                        source -> Mono.fromFuture(source).block(),
                        source -> Uni.createFrom().completionStage(source).await().indefinitely());
        for (Way way : ways) {
            assertThat(chain(fastAsSlow(failure, way))).contains(ExecutionException.class);
        }
    }
}
