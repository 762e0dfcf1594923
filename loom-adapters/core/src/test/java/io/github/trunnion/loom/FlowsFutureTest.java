package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class FlowsFutureTest {
    private final ManualPublisher<String> publisher = ManualPublisher.prompt();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Context cx = Context.of(wakes::incrementAndGet);

    private PollFuture<String> future(boolean single) {
        return single ? Flows.single(publisher) : Flows.first(publisher);
    }

    @Test
    void fl03_first_requestsOne_isReadyWithIt_cancelsUpstream() throws Exception {
        PollFuture<String> first = Flows.first(publisher);
        assertEquals(0, publisher.subscribers.get());
        assertSame(Poll.pending(), first.poll(cx));
        assertSame(Poll.pending(), first.poll(cx));
        assertEquals(1, publisher.subscribers.get());
        assertEquals(1, publisher.requested.get());
        publisher.emit("a");
        assertEquals(1, wakes.get());
        assertEquals(1, publisher.cancels.get());
        publisher.emit("b");
        assertEquals(Poll.ready("a"), first.poll(cx));
        assertThrows(IllegalStateException.class, () -> first.poll(cx));
    }

    @Test
    void fl03_single_requestsTwo_isReadyAtTheEnd() throws Exception {
        PollFuture<String> single = Flows.single(publisher);
        assertSame(Poll.pending(), single.poll(cx));
        assertEquals(2, publisher.requested.get());
        publisher.emit("a");
        assertSame(Poll.pending(), single.poll(cx));
        publisher.subscriber.onComplete();
        assertEquals(1, wakes.get());
        assertEquals(Poll.ready("a"), single.poll(cx));
        assertEquals(0, publisher.cancels.get());
    }

    @Test
    void fl03_single_ofTwo_fails_cancelsUpstream() throws Exception {
        PollFuture<String> single = Flows.single(publisher);
        assertSame(Poll.pending(), single.poll(cx));
        publisher.emit("a", "b");
        assertThat(assertThrows(IllegalStateException.class, () -> single.poll(cx)))
                .hasMessageContaining("manual publisher has more than one element");
        assertEquals(1, publisher.cancels.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fl03_empty_failsWithNoSuchElement(boolean single) throws Exception {
        PollFuture<String> future = future(single);
        assertSame(Poll.pending(), future.poll(cx));
        publisher.subscriber.onComplete();
        assertThat(assertThrows(NoSuchElementException.class, () -> future.poll(cx)))
                .hasMessageContaining("manual publisher has no element");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fl03_failure_arrivesUnwrapped(boolean single) throws Exception {
        IOException failure = new IOException("reset");
        PollFuture<String> future = future(single);
        assertSame(Poll.pending(), future.poll(cx));
        publisher.subscriber.onError(new CompletionException(failure));
        assertSame(failure, assertThrows(IOException.class, () -> future.poll(cx)));
        assertEquals(0, publisher.cancels.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fl03_cancelled_cancelsUpstream_signalsAreIgnored(boolean single) throws Exception {
        PollFuture<String> future = future(single);
        assertSame(Poll.pending(), future.poll(cx));
        future.cancel();
        assertEquals(1, publisher.cancels.get());
        publisher.emit("a", "b");
        publisher.subscriber.onComplete();
        assertEquals(0, wakes.get());
        assertEquals(1, publisher.cancels.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fl03_cancelled_beforeThePoll_subscribesToNothing(boolean single) {
        PollFuture<String> future = future(single);
        future.cancel();
        assertThrows(IllegalStateException.class, () -> future.poll(cx));
        assertEquals(0, publisher.subscribers.get());
    }

    @Test
    void fl03_cancelled_beforeOnSubscribe_cancelsWhatComes() throws Exception {
        ManualPublisher<String> late = ManualPublisher.late();
        PollFuture<String> first = Flows.first(late);
        assertSame(Poll.pending(), first.poll(cx));
        first.cancel();
        late.subscriber.onSubscribe(late);
        assertEquals(1, late.cancels.get());
        assertEquals(0, late.requested.get());
    }

    @Test
    void fl03_onlyTheLatestWaker_isWoken() throws Exception {
        AtomicInteger later = new AtomicInteger();
        PollFuture<String> first = Flows.first(publisher);
        assertSame(Poll.pending(), first.poll(cx));
        assertSame(Poll.pending(), first.poll(Context.of(later::incrementAndGet)));
        publisher.emit("a");
        assertEquals(0, wakes.get());
        assertEquals(1, later.get());
    }

    @Test
    void fl03_brokenPublishers_fail() {
        IllegalStateException refused = new IllegalStateException("refused");
        Flow.Publisher<String> throwing =
                subscriber -> {
                    throw refused;
                };
        assertSame(
                refused,
                assertThrows(IllegalStateException.class, () -> Flows.first(throwing).poll(cx)));
        Flow.Publisher<String> nulls =
                subscriber -> {
                    publisher.subscribe(subscriber);
                    assertThrows(NullPointerException.class, () -> subscriber.onNext(null));
                };
        assertThrows(NullPointerException.class, () -> Flows.first(nulls).poll(cx));
        assertEquals(1, publisher.cancels.get());
        publisher.refusal = refused;
        assertSame(
                refused,
                assertThrows(IllegalStateException.class, () -> Flows.single(publisher).poll(cx)));
    }

    @Test
    void fl03_secondSubscription_isCancelled() throws Exception {
        PollFuture<String> first = Flows.first(publisher);
        assertSame(Poll.pending(), first.poll(cx));
        ManualPublisher<String> second = ManualPublisher.prompt();
        publisher.subscriber.onSubscribe(second);
        assertEquals(1, second.cancels.get());
        publisher.emit("a");
        assertEquals(Poll.ready("a"), first.poll(cx));
    }

    @Test
    void fl03_nulls_areRefused() {
        assertEquals(
                "publisher",
                assertThrows(NullPointerException.class, () -> Flows.first(null)).getMessage());
        assertEquals(
                "publisher",
                assertThrows(NullPointerException.class, () -> Flows.single(null)).getMessage());
    }

    @Test
    void fl03_spawned_getsTheElement_ofAThread() throws Exception {
        Flow.Publisher<Integer> numbers =
                Flows.publisher(
                        out -> {
                            for (int i = 7; ; i++) {
                                out.emit(i);
                            }
                        });
        assertEquals(7, BridgeExecutor.shared().spawn(Flows.first(numbers)).get());
        assertEquals(7, Await.await(Flows.first(numbers)));
        Flow.Publisher<Integer> one = Flows.publisher(out -> out.emit(1));
        assertEquals(1, Await.await(Flows.single(one)));
    }
}
