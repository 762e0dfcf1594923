package io.github.trunnion.loom;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.Test;

import java.util.concurrent.Flow;

/** The subscriber of {@link Flows#first} under the TCK; run by {@link ReactiveStreamsTest}. */
@Test
public class FirstSubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
    private final boolean single;

    public FirstSubscriberTck() {
        this(false);
    }

    FirstSubscriberTck(boolean single) {
        super(new TestEnvironment(500, 100));
        this.single = single;
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        return new FlowFuture<>(subscriber -> {}, single);
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
