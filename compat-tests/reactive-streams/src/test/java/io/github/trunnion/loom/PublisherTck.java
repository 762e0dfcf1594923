package io.github.trunnion.loom;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.Test;

import java.util.concurrent.Flow;

/** {@link Flows#publisher} under the TCK; run by {@link ReactiveStreamsTest}. */
@Test
public class PublisherTck extends FlowPublisherVerification<Long> {
    public PublisherTck() {
        super(new TestEnvironment(500, 100));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return Flows.publisher(
                out -> {
                    for (long i = 0; i < elements; i++) {
                        out.emit(i);
                    }
                });
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return Flows.publisher(
                out -> {
                    throw new IllegalStateException("asked for");
                });
    }
}
