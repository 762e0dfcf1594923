package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Signals that come while the one before them is still on its way. */
@Timeout(60)
class FlowsOrderTest {
    private static final long PATIENCE_SECONDS = 20;

    /** Sends all that is requested before the request returns. */
    private static Flow.Publisher<Integer> sendingInsideRequest(int elements) {
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            private int sent;

                            @Override
                            public void request(long count) {
                                for (long i = 0; i < count && sent < elements; i++) {
                                    subscriber.onNext(sent++);
                                    if (sent == elements) {
                                        subscriber.onComplete();
                                    }
                                }
                            }

                            @Override
                            public void cancel() {
                                sent = elements;
                            }
                        });
    }

    @Test
    void fl01_elementsInsideTheRequest_areTaken() {
        try (Stream<Integer> all = Flows.stream(sendingInsideRequest(20), 4)) {
            assertEquals(IntStream.range(0, 20).boxed().toList(), all.toList());
        }
    }

    @Test
    void fl02_bodyRuns_cancelBeforeTheTaskIsKnown_theBodyIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FlowsPublisherTest.Recording<String> recording = new FlowsPublisherTest.Recording<>();
        Executor cancelling =
                body -> {
                    Thread.startVirtualThread(body);
                    try {
                        assertTrue(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    recording.subscription.cancel(); // the submitter has no task yet
                };
        Flow.Publisher<String> publisher =
                Flows.publisher(
                        Blocking.on(cancelling),
                        out -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                        });
        publisher.subscribe(recording);
        assertTrue(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the body waits on");
    }
}
