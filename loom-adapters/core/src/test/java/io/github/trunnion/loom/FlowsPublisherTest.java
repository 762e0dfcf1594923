package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class FlowsPublisherTest {
    /** What a subscriber has been told, in order. */
    static class Recording<T> implements Flow.Subscriber<T> {
        final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            signals.add("subscribed");
        }

        @Override
        public void onNext(T element) {
            signals.add(element);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }

        Object next() throws InterruptedException {
            Object signal = signals.poll(20, TimeUnit.SECONDS);
            assertThat(signal).as("no signal").isNotNull();
            return signal;
        }

        Recording<T> begun() throws InterruptedException {
            assertEquals("subscribed", next());
            return this;
        }
    }

    private static <T> Recording<T> subscribe(Flow.Publisher<T> publisher) throws Exception {
        Recording<T> recording = new Recording<>();
        publisher.subscribe(recording);
        return recording.begun();
    }

    private static Flow.Publisher<Integer> counting(AtomicInteger emitted) {
        return Flows.publisher(
                out -> {
                    for (int i = 0; ; i++) {
                        out.emit(i);
                        emitted.incrementAndGet();
                    }
                });
    }

    private static void untilParkedFor(Thread thread) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void fl02_emit_waitsForDemand_elementByElement() throws Exception {
        CompletableFuture<Thread> body = new CompletableFuture<>();
        AtomicInteger emitted = new AtomicInteger();
        Recording<Integer> recording =
                subscribe(
                        Flows.publisher(
                                out -> {
                                    body.complete(Thread.currentThread());
                                    for (int i = 0; i < 5; i++) {
                                        out.emit(i);
                                        emitted.incrementAndGet();
                                    }
                                }));
        Thread thread = body.get();
        assertTrue(thread.isVirtual());
        untilParkedFor(thread);
        assertEquals(0, emitted.get());
        recording.subscription.request(2);
        assertEquals(0, recording.next());
        assertEquals(1, recording.next());
        untilParkedFor(thread);
        assertEquals(2, emitted.get());
        assertTrue(recording.signals.isEmpty());
        recording.subscription.request(3);
        assertEquals(2, recording.next());
        assertEquals(3, recording.next());
        assertEquals(4, recording.next());
        assertEquals("complete", recording.next());
    }

    @Test
    void fl02_bodyReturns_orThrows_withoutDemand() throws Exception {
        assertEquals("complete", subscribe(Flows.publisher(out -> {})).next());
        IOException failure = new IOException("reset");
        assertSame(
                failure,
                subscribe(
                                Flows.publisher(
                                        out -> {
                                            throw failure;
                                        }))
                        .next());
    }

    @Test
    void fl02_launcher_namesTheBodies_andItsRefusalIsTheFailure() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        Flow.Publisher<String> named =
                Flows.publisher(
                        Blocking.with().name("rows"),
                        out -> names.add(Thread.currentThread().getName()));
        assertEquals("complete", subscribe(named).next());
        assertEquals(List.of("rows"), names);
        RejectedExecutionException full = new RejectedExecutionException("full");
        Executor refuses =
                task -> {
                    throw full;
                };
        Blocking.Launcher refusing = Blocking.on(refuses);
        assertSame(full, subscribe(Flows.publisher(refusing, out -> {})).next());
        assertThrows(NullPointerException.class, () -> Flows.publisher(null, out -> {}));
    }

    @Test
    void fl02_eachSubscriber_hasABodyOfItsOwn() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Flow.Publisher<String> publisher =
                Flows.publisher(out -> threads.add(Thread.currentThread()));
        assertEquals("complete", subscribe(publisher).next());
        assertEquals("complete", subscribe(publisher).next());
        assertEquals(2, threads.size());
        assertNotSame(threads.get(0), threads.get(1));
    }

    @Test
    void fl02_cancel_interruptsTheBody_thatWaitsForDemand() throws Exception {
        CompletableFuture<Object> ended = new CompletableFuture<>();
        CompletableFuture<Thread> body = new CompletableFuture<>();
        Recording<String> recording =
                subscribe(
                        Flows.publisher(
                                out -> {
                                    body.complete(Thread.currentThread());
                                    try {
                                        out.emit("never");
                                    } catch (InterruptedException e) {
                                        ended.complete(out.isCancelled());
                                        throw e;
                                    }
                                }));
        untilParkedFor(body.get());
        recording.subscription.cancel();
        assertEquals(true, ended.get());
        recording.subscription.cancel();
        recording.subscription.request(1);
        body.get().join();
        assertTrue(recording.signals.isEmpty());
    }

    @Test
    void fl02_cancel_interruptsTheBody_thatBlocksElsewhere_laterEmitsThrow() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Recording<String> recording =
                subscribe(
                        Flows.publisher(
                                out -> {
                                    begun.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException cancelled) {
                                        assertTrue(out.isCancelled());
                                    }
                                    try {
                                        out.emit("late");
                                    } catch (Throwable t) {
                                        thrown.complete(t);
                                    }
                                }));
        recording.subscription.request(10);
        begun.await();
        recording.subscription.cancel();
        assertThat(thrown.get())
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("has ended");
        assertTrue(recording.signals.isEmpty());
    }

    @Test
    void fl02_cancelInsideOnNext_endsTheEmit_withoutAnInterrupt() throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Recording<Integer> recording =
                new Recording<>() {
                    @Override
                    public void onNext(Integer element) {
                        super.onNext(element);
                        subscription.cancel();
                    }
                };
        Flows.<Integer>publisher(
                        out -> {
                            try {
                                out.emit(1);
                            } finally {
                                flag.complete(Thread.currentThread().isInterrupted());
                            }
                        })
                .subscribe(recording);
        recording.begun().subscription.request(5);
        assertEquals(1, recording.next());
        assertFalse(flag.get());
        assertTrue(recording.signals.isEmpty());
    }

    @Test
    void fl02_cancelInsideOnSubscribe_startsNoBody() {
        AtomicInteger bodies = new AtomicInteger();
        Recording<Integer> recording =
                new Recording<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.request(1);
                        given.cancel();
                    }
                };
        Flows.<Integer>publisher(out -> bodies.incrementAndGet()).subscribe(recording);
        assertEquals(0, bodies.get());
        assertTrue(recording.signals.isEmpty());
    }

    @Test
    void fl02_requestThatIsNotPositive_failsTheSubscriber_interruptsTheBody() throws Exception {
        for (long count : new long[] {0, -1, Long.MIN_VALUE}) {
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            CompletableFuture<Thread> body = new CompletableFuture<>();
            Recording<Integer> recording =
                    subscribe(
                            Flows.publisher(
                                    out -> {
                                        body.complete(Thread.currentThread());
                                        try {
                                            out.emit(1);
                                        } finally {
                                            ended.complete(out.isCancelled());
                                        }
                                    }));
            untilParkedFor(body.get());
            recording.subscription.request(count);
            assertThat(recording.next())
                    .asInstanceOf(
                            org.assertj.core.api.InstanceOfAssertFactories.throwable(
                                    IllegalArgumentException.class))
                    .hasMessageContaining("request(" + count + ")")
                    .hasMessageContaining("3.9");
            assertTrue(ended.get());
            recording.subscription.request(count);
            assertTrue(recording.signals.isEmpty());
        }
    }

    @Test
    void fl02_badRequestInsideOnNext_isSignalledAfterIt() throws Exception {
        Recording<Integer> recording =
                new Recording<>() {
                    @Override
                    public void onNext(Integer element) {
                        subscription.request(-1);
                        super.onNext(element);
                    }
                };
        Flows.<Integer>publisher(
                        out -> {
                            out.emit(1);
                            out.emit(2);
                        })
                .subscribe(recording);
        recording.begun().subscription.request(5);
        assertEquals(1, recording.next());
        assertThat(recording.next()).isInstanceOf(IllegalArgumentException.class);
        assertTrue(recording.signals.isEmpty());
    }

    @Test
    void fl02_badRequestInsideOnSubscribe_isSignalledAfterIt_startsNoBody() throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        Recording<Integer> recording =
                new Recording<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.request(0);
                        super.onSubscribe(given);
                    }
                };
        Flows.<Integer>publisher(out -> bodies.incrementAndGet()).subscribe(recording);
        assertThat(recording.begun().next()).isInstanceOf(IllegalArgumentException.class);
        assertEquals(0, bodies.get());
    }

    @Test
    void fl02_sumOfRequests_isEndlessAtMost() throws Exception {
        AtomicInteger emitted = new AtomicInteger();
        Recording<Integer> recording = subscribe(counting(emitted));
        recording.subscription.request(Long.MAX_VALUE);
        recording.subscription.request(Long.MAX_VALUE);
        recording.subscription.request(1);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i, recording.next());
        }
        recording.subscription.cancel();
    }

    @Test
    void fl02_subscriberThrows_isCancelled_theBodyEnds() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Recording<Integer> recording =
                new Recording<>() {
                    @Override
                    public void onNext(Integer element) {
                        throw new IllegalStateException("theirs");
                    }
                };
        Flows.<Integer>publisher(
                        out -> {
                            try {
                                out.emit(1);
                            } catch (Throwable t) {
                                thrown.complete(t);
                                throw t;
                            }
                        })
                .subscribe(recording);
        recording.begun().subscription.request(1);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertTrue(recording.signals.isEmpty());
        AtomicInteger bodies = new AtomicInteger();
        Flows.<Integer>publisher(out -> bodies.incrementAndGet())
                .subscribe(
                        new Recording<>() {
                            @Override
                            public void onSubscribe(Flow.Subscription given) {
                                throw new IllegalStateException("theirs");
                            }
                        });
        assertEquals(0, bodies.get());
    }

    @Test
    void fl02_emitOnAnotherThread_isRefused() throws Exception {
        CompletableFuture<Flows.Emitter<Integer>> emitter = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(1);
        Recording<Integer> recording =
                subscribe(
                        Flows.publisher(
                                out -> {
                                    emitter.complete(out);
                                    done.await();
                                }));
        recording.subscription.request(1);
        Flows.Emitter<Integer> out = emitter.get();
        assertThat(assertThrows(IllegalStateException.class, () -> out.emit(1)))
                .hasMessageContaining("emit was called on");
        done.countDown();
        assertEquals("complete", recording.next());
        assertThrows(IllegalStateException.class, () -> out.emit(2));
        assertTrue(out.isCancelled());
    }

    @Test
    void fl02_nulls_areRefused() throws Exception {
        assertEquals(
                "body",
                assertThrows(NullPointerException.class, () -> Flows.publisher(null)).getMessage());
        Flow.Publisher<String> publisher = Flows.publisher(out -> out.emit(null));
        assertEquals(
                "subscriber",
                assertThrows(NullPointerException.class, () -> publisher.subscribe(null))
                        .getMessage());
        assertThat(subscribe(publisher).next())
                .isInstanceOf(NullPointerException.class)
                .hasToString("java.lang.NullPointerException: element");
    }

    @Test
    void fl02_interruptOfSomebodyElse_isAFailureOfTheBody() throws Exception {
        CompletableFuture<Thread> body = new CompletableFuture<>();
        Recording<Integer> recording =
                subscribe(
                        Flows.publisher(
                                out -> {
                                    body.complete(Thread.currentThread());
                                    out.emit(1);
                                }));
        untilParkedFor(body.get());
        body.get().interrupt();
        assertThat(recording.next()).isInstanceOf(InterruptedException.class);
    }
}
