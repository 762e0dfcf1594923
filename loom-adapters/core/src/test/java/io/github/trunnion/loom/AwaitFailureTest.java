package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

@Timeout(60)
class AwaitFailureTest {
    /** Ways to get a source that fails when it is told to. */
    enum Kind {
        FUTURE,
        DEPENDENT,
        MINIMAL,
        FOREIGN,
        TASK,
        BLOCKING,
        PLAIN_FUTURE;

        Source make() {
            CompletableFuture<Object> cf = new CompletableFuture<>();
            return switch (this) {
                case FUTURE -> new Source(() -> Await.await(cf), cf::completeExceptionally);
                case DEPENDENT -> {
                    CompletableFuture<Object> dependent = cf.thenApply(x -> x);
                    yield new Source(() -> Await.await(dependent), cf::completeExceptionally);
                }
                case MINIMAL -> {
                    CompletionStage<Object> stage = cf.minimalCompletionStage();
                    yield new Source(() -> Await.await(stage), cf::completeExceptionally);
                }
                case FOREIGN -> {
                    ForeignStage<Object> foreign = new ForeignStage<>();
                    yield new Source(
                            () -> Await.await(foreign.stage), t -> foreign.complete(null, t));
                }
                case TASK -> {
                    Promise<Object> promise = new Promise<>();
                    var task = BridgeExecutor.shared().spawn(promise);
                    yield new Source(
                            () -> Await.await(task),
                            t -> {
                                promise.fail(t);
                                task.terminated().join();
                            });
                }
                case BLOCKING, PLAIN_FUTURE -> {
                    CompletableFuture<Throwable> order = new CompletableFuture<>();
                    Callable<Object> body =
                            () -> {
                                throw AwaitFailureTest.<RuntimeException>sneaky(order.join());
                            };
                    var task = Blocking.supply(body);
                    yield new Source(
                            this == BLOCKING
                                    ? () -> Await.await(task)
                                    : () -> Await.awaitFuture(task),
                            t -> {
                                order.complete(t);
                                task.terminated().join();
                            });
                }
            };
        }
    }

    record Source(Callable<Object> await, java.util.function.Consumer<Throwable> fail) {}

    @SuppressWarnings("unchecked")
    static <X extends Throwable> X sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }

    static final class OwnThrowable extends Throwable {
        private static final long serialVersionUID = 1L;
    }

    static List<Throwable> failures() {
        IOException checked = new IOException("reset");
        IllegalStateException unchecked = new IllegalStateException("state");
        return List.of(
                unchecked,
                checked,
                new AssertionError("error"),
                new OwnThrowable(),
                new InterruptedException("the source's own"),
                new TimeoutException("the source's own"),
                new CompletionException(checked),
                new ExecutionException(unchecked),
                new CompletionException(new ExecutionException(new CompletionException(checked))),
                new ExecutionException(new CompletionException(new AssertionError("deep"))),
                new CompletionException("no cause", null),
                new ExecutionException("no cause", null));
    }

    static Stream<Arguments> matrix() {
        List<Arguments> cells = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (ThreadKind thread : ThreadKind.values()) {
                for (Throwable failure : failures()) {
                    cells.add(Arguments.of(kind, thread, failure));
                }
            }
        }
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void aw09_failure_isUnwrapped_fastAsSlow(Kind kind, ThreadKind thread, Throwable failure)
            throws Exception {
        Source slow = kind.make();
        Running<Object> parked = thread.start(slow.await()).parked();
        slow.fail().accept(failure);
        assertThrownFor(failure, parked.failure());
        Source fast = kind.make();
        fast.fail().accept(failure);
        assertThrownFor(failure, thread.start(fast.await()).failure());
        assertEquals(0, failure.getSuppressed().length);
    }

    private static void assertThrownFor(Throwable failure, Throwable thrown) {
        Throwable root = failure;
        while ((root instanceof CompletionException || root instanceof ExecutionException)
                && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof Error) {
            assertSame(root, thrown);
        } else if (root instanceof RuntimeException) {
            assertThat(thrown).isExactlyInstanceOf(root.getClass()).hasMessage(root.getMessage());
            assertSame(root, thrown == root ? root : thrown.getCause());
        } else {
            assertThat(thrown)
                    .isInstanceOf(AwaitException.class)
                    .hasMessageContaining("failed with");
            assertSame(root, thrown.getCause());
            assertThat(thrown.getStackTrace())
                    .anyMatch(f -> f.getClassName().startsWith(AwaitFailureTest.class.getName()));
        }
    }

    /** Nobody but the source has timed out. */
    @Test
    void aw10_sourceFailsWithADeclaredTimeout_itIsThrownAsSuch_notTakenForThatOfTheAwait() {
        TimeoutException own = new TimeoutException("of the source");
        Throwable thrown =
                thrownBy(
                        () ->
                                Await.await(
                                        CompletableFuture.failedFuture(own),
                                        TimeoutException.class));
        assertThat(thrown)
                .isExactlyInstanceOf(TimeoutException.class)
                .hasMessage("of the source")
                .hasCause(own);
        AwaitOptions<RuntimeException> original = Await.with().rethrow(Rethrow.ORIGINAL);
        assertSame(
                own,
                thrownBy(
                        () ->
                                original.await(
                                        CompletableFuture.failedFuture(own), Exception.class)));
        assertSame(
                own,
                thrownBy(
                        () ->
                                original.awaitFuture(
                                        CompletableFuture.failedFuture(own), Exception.class)));
    }

    private static Throwable thrownBy(Callable<?> await) {
        try {
            throw new AssertionError("returned " + await.call());
        } catch (Exception thrown) {
            return thrown;
        }
    }

    @Test
    void aw09_cycleOfWrappers_endsTheWalk() {
        Throwable[] outer = new Throwable[1];
        CompletionException inner =
                new CompletionException("inner", null) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public synchronized Throwable getCause() {
                        return outer[0];
                    }
                };
        outer[0] = new ExecutionException(inner);
        assertThat(Failures.unwrap(outer[0])).isIn(outer[0], inner);
    }

    @ParameterizedTest
    @EnumSource
    void aw11_cancelledSource_givesTheCallersFrames(Kind kind) throws Exception {
        CancellationException original = new CancellationException("theirs");
        for (ThreadKind thread : ThreadKind.values()) {
            Source slow = kind.make();
            Running<Object> parked = thread.start(slow.await()).parked();
            slow.fail().accept(original);
            assertCancelled(original, parked.failure());
            Source fast = kind.make();
            fast.fail().accept(original);
            assertCancelled(original, thread.start(fast.await()).failure());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aw11_dependentOfACancelledFuture_reportsCancelled(ThreadKind kind) throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> dependent = source.thenApply(x -> x).thenApply(x -> x);
        Running<String> direct = kind.start(() -> Await.await(source)).parked();
        Running<String> derived = kind.start(() -> Await.await(dependent)).parked();
        source.cancel(true);
        assertCancelled(null, direct.failure());
        assertCancelled(null, derived.failure());
        assertCancelled(null, kind.start(() -> Await.await(source)).failure());
        assertCancelled(null, kind.start(() -> Await.await(dependent)).failure());
    }

    @ParameterizedTest
    @EnumSource
    void aw11_cancelledTask_givesTheCallersFrames(ThreadKind kind) throws Exception {
        var task = BridgeExecutor.shared().spawn(new Promise<String>());
        Running<String> spawned = kind.start(() -> Await.await(task)).parked();
        task.cancel(true);
        assertCancelled(null, spawned.failure());
        CountDownLatch never = new CountDownLatch(1);
        var blocking = Blocking.run(never::await);
        Running<Void> body = kind.start(() -> Await.await(blocking)).parked();
        blocking.cancel(true);
        assertCancelled(null, body.failure());
    }

    private static void assertCancelled(CancellationException original, Throwable thrown) {
        assertThat(thrown).isInstanceOf(CancellationException.class);
        assertNotSame(original, thrown);
        if (original != null) {
            assertSame(original, thrown.getCause());
        }
        assertThat(thrown.getStackTrace())
                .anyMatch(f -> f.getClassName().startsWith(AwaitFailureTest.class.getName()));
    }
}
