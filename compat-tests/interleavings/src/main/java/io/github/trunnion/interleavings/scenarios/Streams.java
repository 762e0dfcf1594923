package io.github.trunnion.interleavings.scenarios;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.interleavings.Scenario;
import io.github.trunnion.interleavings.Sim;
import io.github.trunnion.loom.Flows;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** Elements and their end, against who pulls them and who asks for them. */
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

    /** Counts what it is told. */
    private static final class Counting implements Flow.Subscriber<String> {
        Flow.@Nullable Subscription subscription;
        int elements;
        int ends;
        boolean inside;

        Flow.Subscription subscription() {
            Sim.await(() -> subscription != null);
            return requireNonNull(subscription);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(String element) {
            Sim.check(!inside && ends == 0, "signals come one after the other");
            inside = true;
            Sim.pause();
            elements++;
            inside = false;
        }

        @Override
        public void onError(Throwable failure) {
            onComplete();
        }

        @Override
        public void onComplete() {
            Sim.check(!inside && ends == 0, "the end is the last signal, once");
            ends++;
        }
    }

    private static Flow.Publisher<String> threeElements() {
        return Flows.publisher(
                Threads.launcher(),
                emitter -> {
                    for (int i = 0; i < 3; i++) {
                        emitter.emit("element");
                    }
                });
    }

    /** Requests on two threads beside emits: no demand is lost and none is made up. */
    @Scenario
    static void fl02_requestsOfTwoAgainstEmits() {
        Counting counting = new Counting();
        threeElements().subscribe(counting);
        Flow.Subscription subscription = counting.subscription();
        Sim.start("requester", () -> subscription.request(1));
        subscription.request(1);
        Sim.quiet();
        Sim.equal(counting.elements, 2, "elements of two requests");
        subscription.request(1);
        Sim.quiet();
        Sim.equal(counting.elements + counting.ends, 4, "elements and the end");
    }

    /** The body ends whenever the cancel comes, and the subscriber hears of no end. */
    @Scenario
    static void fl02_cancelAgainstEmits() {
        Counting counting = new Counting();
        threeElements().subscribe(counting);
        Flow.Subscription subscription = counting.subscription();
        Sim.start("canceller", subscription::cancel);
        subscription.request(2);
        Sim.quiet();
        Sim.check(counting.elements <= 2, "no element comes unrequested");
        Sim.equal(counting.ends, 0, "ends");
    }

    /** A refused request ends it with one error, beside emits and a cancel. */
    @Scenario
    static void fl02_badRequestAgainstEmitsAndCancel() {
        Counting counting = new Counting();
        threeElements().subscribe(counting);
        Flow.Subscription subscription = counting.subscription();
        boolean cancels = Sim.maybe();
        Sim.start("bad", () -> subscription.request(0));
        if (cancels) {
            Sim.start("canceller", subscription::cancel);
        }
        subscription.request(2);
        Sim.quiet();
        Sim.check(cancels || counting.ends == 1, "the error comes");
    }
}
