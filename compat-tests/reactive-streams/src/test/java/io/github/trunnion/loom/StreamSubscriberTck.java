package io.github.trunnion.loom;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.Test;

import java.util.concurrent.Flow;

/** The subscriber of {@link Flows#stream} under the TCK; run by {@link ReactiveStreamsTest}. */
@Test
public class StreamSubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
    public StreamSubscriberTck() {
        super(new TestEnvironment(500, 100));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        return new FlowPull<>(subscriber -> {}, 16, Waits.DEFAULT);
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
