package io.github.trunnion.interleavings.scenarios;

import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Flows;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** Elements and their end, against who pulls them. */
final class Streams {
    private Streams() {}

    /** A subscription whose publisher sends on a thread of its own, less than is requested. */
    private static final class Sent implements Flow.Subscription {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }

    /** The puller gets what came before the end, however closely the end follows. */
    @Scenario
    static void fl01_elementsAndTheirEndAgainstPulls() {
        Flow.Publisher<String> publisher =
                subscriber -> {
                    subscriber.onSubscribe(new Sent());
                    Sim.start(
                            "publisher",
                            () -> {
                                subscriber.onNext("first");
                                subscriber.onNext("last");
                                subscriber.onComplete();
                            });
                };
        List<String> pulled;
        try (Stream<String> all = Flows.stream(publisher, 4)) {
            pulled = all.toList();
        }
        Sim.equal(pulled, List.of("first", "last"), "elements");
    }
}
