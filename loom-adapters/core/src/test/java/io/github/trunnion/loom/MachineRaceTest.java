package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The small machines alone, each between two threads that meet as closely as can be. */
@Timeout(60)
class MachineRaceTest {

    /** What happens in one round: here is the test's thread, there is the other one. */
    private interface Round {
        void there();

        /** Returns whether the other side came first. */
        boolean here();

        /** After both, on the other thread. */
        default void thereAfter() {}

        /** After both. */
        void after();
    }

    private static Rounds race(IntFunction<Round> make) throws Exception {
        Rounds rounds = new Rounds();
        Rounds.Balance balance = new Rounds.Balance(11);
        Round[] round = new Round[1];
        Running<Void> other =
                ThreadKind.PLATFORM.start(
                        () -> {
                            while (true) {
                                rounds.meet();
                                Round now = round[0];
                                if (now == null) {
                                    return null;
                                }
                                rounds.align();
                                now.there();
                                rounds.meet();
                                now.thereAfter();
                            }
                        });
        while (rounds.next() && !other.isEnded()) {
            Round now = make.apply(rounds.round());
            round[0] = now;
            int length = balance.length();
            rounds.meet();
            rounds.align();
            Rounds.spin(length);
            boolean otherFirst = now.here();
            balance.wasTooLong(otherFirst);
            rounds.meet();
            now.after();
        }
        round[0] = null;
        rounds.meet();
        other.value();
        return rounds;
    }

    @Test
    void bl02_interruptBesideTheEndOfTheBody_flagNeverLeaks() throws Exception {
        AtomicInteger leaks = new AtomicInteger();
        race(
                i ->
                        new Round() {
                            final BodyThread body = new BodyThread();
                            volatile boolean ended;

                            @Override
                            public void there() {
                                assertTrue(body.begin(Thread.currentThread()));
                                Rounds.spin(10);
                                body.end(Thread.currentThread());
                                ended = true;
                            }

                            @Override
                            public void thereAfter() {
                                if (Thread.interrupted()) {
                                    leaks.incrementAndGet();
                                }
                            }

                            @Override
                            public boolean here() {
                                body.interrupt();
                                return ended;
                            }

                            @Override
                            public void after() {
                                assertEquals("body ended", body.toString());
                            }
                        });
        assertEquals(0, leaks.get());
    }

    @Test
    void bl04_skipBesideBegin_oneWins() throws Exception {
        race(
                i ->
                        new Round() {
                            final BodyThread body = new BodyThread();
                            volatile boolean begun;
                            boolean skipped;

                            @Override
                            public void there() {
                                begun = body.begin(Thread.currentThread());
                            }

                            @Override
                            public boolean here() {
                                skipped = body.skip();
                                return !skipped;
                            }

                            @Override
                            public void after() {
                                assertTrue(begun != skipped);
                            }
                        });
    }

    @Test
    void st03_arrivalBesideRegistration_isSeenOrWakes() throws Exception {
        race(
                value ->
                        new Round() {
                            final Arrival<Integer> arrival = new Arrival<>();
                            final AtomicInteger wakes = new AtomicInteger();
                            volatile boolean arrived;
                            Settled<Integer> seen;

                            @Override
                            public void there() {
                                arrival.accept(value, null);
                                arrived = true;
                            }

                            @Override
                            public boolean here() {
                                seen = arrival.takeOrRegister(wakes::incrementAndGet);
                                return seen != null;
                            }

                            @Override
                            public void after() {
                                assertTrue(seen != null || wakes.get() == 1);
                                seen = arrival.takeOrRegister(wakes::incrementAndGet);
                                assertEquals(value, seen.value());
                            }
                        });
    }

    @Test
    void st01_abandonBesideArrival_holdsNothing() throws Exception {
        race(
                value ->
                        new Round() {
                            final Arrival<Integer> arrival = new Arrival<>();
                            final AtomicInteger wakes = new AtomicInteger();
                            volatile boolean arrived;

                            @Override
                            public void there() {
                                arrival.accept(value, null);
                                arrived = true;
                            }

                            @Override
                            public boolean here() {
                                boolean first = arrived;
                                arrival.abandon();
                                return first;
                            }

                            @Override
                            public void after() {
                                assertNull(arrival.takeOrRegister(wakes::incrementAndGet));
                                arrival.accept(value, null);
                                assertEquals(0, wakes.get());
                            }
                        });
    }

    /** A carrier that registers beside the completion must not run the dependents of others. */
    @Test
    void st03_registeringBesideCompletion_runsNoForeignDependents() throws Exception {
        Thread carrier = Thread.currentThread();
        AtomicInteger here = new AtomicInteger();
        Consumer<Object> dependent = x -> here.addAndGet(Thread.currentThread() == carrier ? 1 : 0);
        race(
                i ->
                        new Round() {
                            final CompletableFuture<Integer> source = new CompletableFuture<>();
                            final AtomicInteger calls = new AtomicInteger();

                            {
                                for (int n = 0; n < 50; n++) {
                                    source.thenAccept(dependent);
                                }
                            }

                            @Override
                            public void there() {
                                source.complete(i);
                            }

                            @Override
                            public boolean here() {
                                boolean first = source.isDone();
                                SourceLink.open(source, (v, t) -> calls.incrementAndGet());
                                return first;
                            }

                            @Override
                            public void after() {
                                assertEquals(1, calls.get());
                                assertFalse(source.isCancelled());
                            }
                        });
        assertEquals(0, here.get());
    }
}
