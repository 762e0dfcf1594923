package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A subscriber and a publisher on two threads, again and again. */
@Timeout(60)
class FlowsRaceTest {
    private static final Object END = new Object();

    /** A subscriber that overrides what it is interested in. */
    private static class Ignoring<T> implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(T element) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }

    /** One pull on the waiter's thread; what it ended with. */
    private static Object pull(FlowPull<Integer> pull) {
        try {
            Integer element = pull.next();
            return element == null ? END : element;
        } catch (CancellationException closed) {
            return closed;
        } catch (AwaitException interrupted) {
            return interrupted;
        }
    }

    /** Two threads: one pulls once per round, the other does what the round says beside it. */
    private abstract static class Beside {
        final Rounds rounds = new Rounds();
        final SplittableRandom random = new SplittableRandom(7);
        volatile ManualPublisher<Integer> publisher;
        volatile FlowPull<Integer> pull;

        abstract void rival(Thread puller);

        /** On the puller's thread, after each round. */
        abstract void check(Object end, ManualPublisher<Integer> source);

        void run(ThreadKind kind, boolean late) throws Exception {
            Running<Object> puller =
                    kind.start(
                            () -> {
                                while (true) {
                                    rounds.meet();
                                    FlowPull<Integer> mine = pull;
                                    if (mine == null) {
                                        return null;
                                    }
                                    ManualPublisher<Integer> source = publisher;
                                    Object end = pull(mine);
                                    rounds.meet();
                                    check(end, source);
                                }
                            });
            while (rounds.next() && !puller.isEnded()) {
                publisher = late ? ManualPublisher.late() : ManualPublisher.prompt();
                pull = new FlowPull<>(publisher, 1, Waits.DEFAULT);
                rounds.meet();
                while (late ? publisher.subscriber == null : publisher.requests.get() == 0) {
                    Thread.onSpinWait();
                }
                Rounds.spin(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 60));
                rival(puller.thread);
                rounds.meet();
            }
            pull = null;
            rounds.meet();
            puller.value();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fl01_closeBesideOnNext_elementOrCancelled_upstreamCancelledOnce(ThreadKind kind)
            throws Exception {
        new Beside() {
            final Rounds.Balance balance = new Rounds.Balance(9);
            int elements;
            int closed;
            volatile boolean emitFirst;

            @Override
            void rival(Thread puller) {
                emitFirst = random.nextBoolean();
                if (emitFirst) {
                    publisher.emit(rounds.round());
                    Rounds.spin(balance.length());
                    pull.close();
                } else {
                    pull.close();
                    publisher.emit(rounds.round());
                }
            }

            @Override
            void check(Object end, ManualPublisher<Integer> source) {
                if (end instanceof Integer) {
                    elements++;
                } else {
                    closed++;
                    assertThat(end).isInstanceOf(CancellationException.class);
                }
                if (emitFirst) {
                    balance.wasTooLong(end instanceof Integer);
                }
                assertEquals(1, source.cancels.get());
                assertThat(Thread.interrupted()).isFalse();
            }

            @Override
            void run(ThreadKind thread, boolean late) throws Exception {
                super.run(thread, late);
                assertTrue(!rounds.wereMany() || (elements > 0 && closed > 0));
            }
        }.run(kind, false);
    }

    @ParameterizedTest
    @EnumSource
    void fl01_interruptBesideOnNext_elementWithFlag_orCancelled(ThreadKind kind) throws Exception {
        new Beside() {
            @Override
            void rival(Thread puller) {
                puller.interrupt();
                Rounds.spin(random.nextInt(60));
                publisher.emit(rounds.round());
            }

            @Override
            void check(Object end, ManualPublisher<Integer> source) {
                assertTrue(Thread.interrupted());
                boolean gaveUp = end instanceof AwaitException;
                assertTrue(gaveUp || end instanceof Integer);
                assertEquals(gaveUp ? 1 : 0, source.cancels.get());
            }
        }.run(kind, false);
    }

    @ParameterizedTest
    @EnumSource
    void fl01_closeBesideOnSubscribe_isCancelledOnce(ThreadKind kind) throws Exception {
        new Beside() {
            @Override
            void rival(Thread puller) {
                Flow.Subscriber<? super Integer> subscriber = publisher.subscriber;
                Thread closer = Thread.startVirtualThread(pull::close);
                Rounds.spin(random.nextInt(200));
                subscriber.onSubscribe(publisher);
                try {
                    closer.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            void check(Object end, ManualPublisher<Integer> source) {
                assertThat(end).isInstanceOf(CancellationException.class);
                assertEquals(1, source.cancels.get());
            }
        }.run(kind, true);
    }

    /** Requests from this thread, beside the emits, in pieces of all sizes. */
    @Test
    void fl02_requestBesideEmit_noElementIsLost_noneComesUnrequested() throws Exception {
        long elements = 200_000;
        AtomicLong requested = new AtomicLong();
        AtomicLong received = new AtomicLong();
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Flow.Subscription[] subscription = new Flow.Subscription[1];
        Flow.Publisher<Long> publisher =
                Flows.publisher(
                        out -> {
                            for (long i = 0; i < elements; i++) {
                                out.emit(i);
                            }
                        });
        publisher.subscribe(
                new Ignoring<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        subscription[0] = given;
                    }

                    @Override
                    public void onNext(Long element) {
                        long before = received.getAndIncrement();
                        if (element != before || before >= requested.get()) {
                            wrong.incrementAndGet();
                        }
                    }

                    @Override
                    public void onComplete() {
                        ended.countDown();
                    }
                });
        SplittableRandom random = new SplittableRandom(11);
        long left = elements;
        while (left > 0) {
            long count = Math.min(left, 1 + random.nextInt(8));
            requested.addAndGet(count);
            subscription[0].request(count);
            left -= count;
            Rounds.spin(random.nextInt(40));
        }
        assertTrue(ended.await(30, TimeUnit.SECONDS), () -> "lost after " + received.get());
        assertEquals(elements, received.get());
        assertEquals(0, wrong.get());
    }

    @Test
    void fl02_cancelBesideEmit_bodyEnds_noSignalFollowsTheNextOne() throws Exception {
        Rounds rounds = new Rounds();
        SplittableRandom random = new SplittableRandom(13);
        while (rounds.next()) {
            CountDownLatch bodyEnded = new CountDownLatch(1);
            AtomicInteger signals = new AtomicInteger();
            AtomicInteger ends = new AtomicInteger();
            Flow.Subscription[] subscription = new Flow.Subscription[1];
            Flow.Publisher<Integer> publisher =
                    Flows.publisher(
                            out -> {
                                try {
                                    for (int i = 0; ; i++) {
                                        out.emit(i);
                                    }
                                } finally {
                                    bodyEnded.countDown();
                                }
                            });
            publisher.subscribe(
                    new Ignoring<>() {
                        @Override
                        public void onSubscribe(Flow.Subscription given) {
                            subscription[0] = given;
                            given.request(1);
                        }

                        @Override
                        public void onNext(Integer element) {
                            signals.incrementAndGet();
                            subscription[0].request(1);
                        }

                        @Override
                        public void onError(Throwable failure) {
                            ends.incrementAndGet();
                        }

                        @Override
                        public void onComplete() {
                            ends.incrementAndGet();
                        }
                    });
            while (signals.get() == 0) {
                Thread.onSpinWait();
            }
            Rounds.spin(random.nextInt(200));
            subscription[0].cancel();
            assertTrue(bodyEnded.await(20, TimeUnit.SECONDS), "the body runs on");
            assertEquals(0, ends.get());
        }
        assertTrue(rounds.round() > 0);
    }

    @Test
    void fl02_badRequestBesideEmit_oneErrorAndNothingAfterIt() throws Exception {
        Rounds rounds = new Rounds();
        SplittableRandom random = new SplittableRandom(17);
        while (rounds.next()) {
            CountDownLatch failed = new CountDownLatch(1);
            AtomicInteger late = new AtomicInteger();
            AtomicInteger inside = new AtomicInteger();
            Flow.Subscription[] subscription = new Flow.Subscription[1];
            Flow.Publisher<Integer> publisher =
                    Flows.publisher(
                            out -> {
                                for (int i = 0; ; i++) {
                                    out.emit(i);
                                }
                            });
            publisher.subscribe(
                    new Ignoring<>() {
                        @Override
                        public void onSubscribe(Flow.Subscription given) {
                            subscription[0] = given;
                            given.request(Long.MAX_VALUE);
                        }

                        @Override
                        public void onNext(Integer element) {
                            if (inside.getAndIncrement() != 0 || failed.getCount() == 0) {
                                late.incrementAndGet();
                            }
                            inside.decrementAndGet();
                        }

                        @Override
                        public void onError(Throwable failure) {
                            if (inside.get() != 0
                                    || failed.getCount() == 0
                                    || !(failure instanceof IllegalArgumentException)) {
                                late.incrementAndGet();
                            }
                            failed.countDown();
                        }
                    });
            Rounds.spin(random.nextInt(2_000));
            subscription[0].request(-1);
            assertTrue(failed.await(20, TimeUnit.SECONDS), "no error");
            assertEquals(0, late.get());
        }
        assertTrue(rounds.round() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void fl01_fl02_throughBoth_allComeInOrder(ThreadKind kind) throws Exception {
        long elements = 50_000;
        Flow.Publisher<Long> publisher =
                Flows.publisher(
                        out -> {
                            for (long i = 0; i < elements; i++) {
                                out.emit(i);
                            }
                        });
        for (int prefetch : new int[] {1, 2, 5, 64}) {
            Running<Boolean> reader =
                    kind.start(
                            () -> {
                                try (Stream<Long> all = Flows.stream(publisher, prefetch)) {
                                    return all.toList()
                                            .equals(LongStream.range(0, elements).boxed().toList());
                                }
                            });
            assertTrue(reader.value());
        }
    }
}
