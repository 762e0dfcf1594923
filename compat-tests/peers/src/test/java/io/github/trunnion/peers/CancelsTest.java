package io.github.trunnion.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.UncheckedExecutionException;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.peers.VertxContexts.Ran;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Mono;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

/** Whether a cancel or an interrupt reaches the source, and how a cancelled source is reported. */
@Timeout(60)
class CancelsTest {
    /** Hands its subscription out late. */
    private static final class LatePublisher implements Flow.Publisher<String> {
        private volatile Flow.Subscriber<? super String> subscriber;
        private int cancels;
        private long requested;

        @Override
        public void subscribe(Flow.Subscriber<? super String> subscriber) {
            this.subscriber = subscriber;
        }

        void subscribed() {
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long elements) {
                            requested += elements;
                        }

                        @Override
                        public void cancel() {
                            cancels++;
                        }
                    });
        }
    }

    @Test
    void pb04_cancelledBeforeOnSubscribe_subscriptionIsCancelledWhenItComes() {
        LatePublisher publisher = new LatePublisher();
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("cancels").build()) {
            TaskFuture<String> first = bridge.spawn(Flows.first(publisher));
            Waiter.until(() -> publisher.subscriber != null);
            first.cancel(true);
            first.terminated().join();
        }
        publisher.subscribed();
        assertEquals(1, publisher.cancels);
        assertEquals(0, publisher.requested);
    }

    @Test
    void pb04_cancelledBeforeOnSubscribe_reactorRequestsAll_andNeverCancels() {
        LatePublisher publisher = new LatePublisher();
        CompletableFuture<String> first =
                JdkFlowAdapter.flowPublisherToFlux(publisher).next().toFuture();
        assertTrue(first.cancel(true));
        publisher.subscribed();
        assertEquals(0, publisher.cancels);
        assertEquals(Long.MAX_VALUE, publisher.requested);
    }

    @Test
    void pb04_cancelledBeforeOnSubscribe_mutinyCancelsToo() {
        LatePublisher publisher = new LatePublisher();
        CompletableFuture<String> first =
                Uni.createFrom().publisher(publisher).subscribe().asCompletionStage();
        assertTrue(first.cancel(true));
        publisher.subscribed();
        assertEquals(1, publisher.cancels);
        assertEquals(0, publisher.requested);
    }

    @Test
    void pb05_interrupted_sourceIsCancelled() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Waiter<String> waiter = Waiter.start(() -> Await.await(source)).interrupted();
        waiter.failure(InterruptedException.class);
        assertThat(source.cancels).containsExactly(true);
        assertFalse(waiter.flag());
    }

    @Test
    void pb05_interrupted_mutinyLeavesTheSourceRunning() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Uni<String> uni = Uni.createFrom().completionStage(source);
        Waiter<String> waiter = Waiter.start(() -> uni.await().indefinitely()).interrupted();
        assertThat(waiter.failure(CompletionException.class))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(source.cancels).isEmpty();
    }

    @Test
    void pb05_interrupted_reactorCancelsToo() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Mono<String> mono = Mono.fromFuture(source);
        Waiter<String> waiter = Waiter.start(() -> mono.block()).interrupted();
        assertThat(waiter.failure()).hasCauseInstanceOf(InterruptedException.class);
        assertThat(source.cancels).containsExactly(true);
    }

    @Test
    void pb05_interrupted_getLeavesTheSourceRunning_joinAndGuavaWaitOn() throws Exception {
        RecordingSource<String> source = new RecordingSource<>();
        Waiter.start(() -> source.get()).interrupted().failure(InterruptedException.class);
        Waiter<String> join = Waiter.start(source::join).interrupted();
        Waiter<String> guava = Waiter.start(() -> Futures.getUnchecked(source)).interrupted();
        assertThat(source.cancels).isEmpty();
        source.complete("value");
        assertEquals("value", join.value());
        assertEquals("value", guava.value());
    }

    private static CompletableFuture<String> dependentOfCancelled() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> dependent = source.thenApply(value -> value);
        source.cancel(true);
        return dependent;
    }

    @Test
    void pb07_dependentOfACancelledFuture_isReportedAsCancelled() throws Exception {
        CompletableFuture<String> dependent = dependentOfCancelled();
        Throwable thrown = assertThrows(CancellationException.class, () -> Await.await(dependent));
        assertThat(thrown.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("pb07_"))
                .noneMatch(frame -> frame.getMethodName().equals("dependentOfCancelled"));
    }

    @Test
    void pb07_dependentOfACancelledFuture_jdkReportsAFailure() {
        CompletableFuture<String> dependent = dependentOfCancelled();
        assertFalse(dependent.isCancelled());
        assertInstanceOf(
                CancellationException.class,
                assertThrows(CompletionException.class, dependent::join).getCause());
        assertInstanceOf(
                CancellationException.class,
                assertThrows(ExecutionException.class, dependent::get).getCause());
    }

    @Test
    void pb07_dependentOfACancelledFuture_guavaReportsAFailure() {
        CompletableFuture<String> dependent = dependentOfCancelled();
        assertThat(
                        assertThrows(
                                UncheckedExecutionException.class,
                                () -> Futures.getUnchecked(dependent)))
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void pb07_dependentOfACancelledFuture_reactorMutinyAndVertxReportItAsCancelledToo()
            throws Exception {
        CompletableFuture<String> dependent = dependentOfCancelled();
        Mono<String> mono = Mono.fromFuture(dependent);
        assertThrows(CancellationException.class, mono::block);
        Uni<String> uni = Uni.createFrom().completionStage(dependent);
        assertThrows(CancellationException.class, () -> uni.await().indefinitely());
        try (VertxContexts contexts = new VertxContexts()) {
            Ran<String> waiter =
                    VertxContexts.run(
                            contexts.ofVirtualThreads(),
                            () -> Future.fromCompletionStage(dependent).await());
            assertThat(assertThrows(ExecutionException.class, waiter::value))
                    .hasCauseInstanceOf(CancellationException.class);
        }
    }
}
