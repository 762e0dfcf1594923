package io.github.trunnion.loom;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.Test;

import java.util.concurrent.Flow;

/**
 * The subscriber of {@link Flows#stream} once more, with a look inside: what has arrived, and its
 * close. It requests by itself, so a request that the TCK triggers has been made already.
 */
@Test
public class StreamWhiteboxTck extends FlowSubscriberWhiteboxVerification<Integer> {
    public StreamWhiteboxTck() {
        super(new TestEnvironment(500, 100));
    }

    @Override
    protected Flow.Subscriber<Integer> createFlowSubscriber(
            WhiteboxSubscriberProbe<Integer> probe) {
        return new Probed(new FlowPull<>(subscriber -> {}, 16, Waits.DEFAULT), probe);
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    private record Probed(FlowPull<Integer> pull, WhiteboxSubscriberProbe<Integer> probe)
            implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            pull.onSubscribe(subscription);
            probe.registerOnSubscribe(
                    new SubscriberPuppet() {
                        @Override
                        public void triggerRequest(long elements) {}

                        @Override
                        public void signalCancel() {
                            pull.close();
                        }
                    });
        }

        @Override
        public void onNext(Integer element) {
            pull.onNext(element);
            probe.registerOnNext(element);
        }

        @Override
        public void onError(Throwable failure) {
            pull.onError(failure);
            probe.registerOnError(failure);
        }

        @Override
        public void onComplete() {
            pull.onComplete();
            probe.registerOnComplete();
        }
    }
}
