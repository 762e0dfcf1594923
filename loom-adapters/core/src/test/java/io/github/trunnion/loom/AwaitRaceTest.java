package io.github.trunnion.loom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One waiter and its rivals, again and again; the waiter's thread is the same in all rounds. */
@Timeout(60)
class AwaitRaceTest {
    /** A source that the rival can complete. */
    record Source(
            CompletionStage<Integer> stage,
            int value,
            Supplier<Boolean> isCancelled,
            Runnable complete) {

        static Source of(boolean foreign, int value) {
            if (foreign) {
                ForeignStage<Integer> stage = new ForeignStage<>();
                Runnable complete = () -> stage.complete(value, null);
                return new Source(stage.stage, value, () -> true, complete);
            }
            CompletableFuture<Integer> future = new CompletableFuture<>();
            return new Source(future, value, future::isCancelled, () -> future.complete(value));
        }
    }

    private enum Outcome {
        VALUE,
        INTERRUPTED,
        TIMED_OUT
    }

    private static Outcome await(Source source, Duration timeout) {
        try {
            CompletionStage<Integer> stage = source.stage();
            int value = timeout == null ? Await.await(stage) : Await.<Integer>await(stage, timeout);
            assertEquals(source.value(), value);
            return Outcome.VALUE;
        } catch (InterruptedException e) {
            return Outcome.INTERRUPTED;
        } catch (TimeoutException e) {
            return Outcome.TIMED_OUT;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VIRTUAL, false, false", "VIRTUAL, false, true", "VIRTUAL, true, false",
                "VIRTUAL, true, true",
        "PLATFORM, false, false", "PLATFORM, false, true", "PLATFORM, true, false",
                "PLATFORM, true, true"
    })
    void aw08_interruptBesideCompletion_oneOutcome_flagOnlyBesideAValue(
            ThreadKind kind, boolean foreign, boolean timed) throws Exception {
        Duration timeout = timed ? Duration.ofSeconds(30) : null;
        Rounds rounds = new Rounds();
        Source[] source = new Source[1];
        boolean[] interruptFirst = new boolean[1];
        Outcome[] last = new Outcome[1];
        int[] seen = new int[Outcome.values().length];
        Running<Object> waiter =
                kind.start(
                        () -> {
                            while (true) {
                                rounds.meet();
                                if (source[0] == null) {
                                    return null;
                                }
                                Outcome outcome = await(source[0], timeout);
                                boolean allowed =
                                        outcome == Outcome.VALUE
                                                || interruptFirst[0]
                                                        && source[0].isCancelled().get();
                                last[0] = outcome;
                                rounds.meet();
                                seen[outcome.ordinal()]++;
                                assertTrue(allowed);
                                assertEquals(outcome == Outcome.VALUE, Thread.interrupted());
                            }
                        });
        Rounds.Balance balance = new Rounds.Balance(4);
        SplittableRandom random = new SplittableRandom(1);
        while (rounds.next() && !waiter.isEnded()) {
            source[0] = Source.of(foreign, rounds.round());
            interruptFirst[0] = random.nextBoolean();
            rounds.meet();
            Rounds.spin(random.nextInt(300));
            if (interruptFirst[0]) {
                waiter.thread.interrupt();
            }
            Rounds.spin(interruptFirst[0] ? balance.length() : random.nextInt(60));
            source[0].complete().run();
            if (!interruptFirst[0]) {
                Rounds.spin(random.nextInt(60));
                waiter.thread.interrupt();
            }
            rounds.meet();
            if (interruptFirst[0]) {
                balance.wasTooLong(last[0] == Outcome.INTERRUPTED);
            }
        }
        source[0] = null;
        rounds.meet();
        waiter.value();
        assertSeen(rounds, seen[Outcome.VALUE.ordinal()], "never a value");
        assertSeen(rounds, seen[Outcome.INTERRUPTED.ordinal()], "never an interrupt");
    }

    @ParameterizedTest
    @CsvSource({"VIRTUAL, false", "VIRTUAL, true", "PLATFORM, false", "PLATFORM, true"})
    void aw08_timeoutBesideCompletion_oneOutcome_flagNever(ThreadKind kind, boolean foreign)
            throws Exception {
        Rounds rounds = new Rounds();
        Source[] source = new Source[1];
        int[] seen = new int[Outcome.values().length];
        Running<Object> waiter =
                kind.start(
                        () -> {
                            SplittableRandom random = new SplittableRandom(2);
                            while (true) {
                                Duration timeout = Duration.ofNanos(random.nextInt(20_000));
                                rounds.meet();
                                if (source[0] == null) {
                                    return null;
                                }
                                Outcome outcome = await(source[0], timeout);
                                boolean allowed =
                                        outcome == Outcome.VALUE || source[0].isCancelled().get();
                                rounds.meet();
                                seen[outcome.ordinal()]++;
                                assertTrue(allowed);
                                assertFalse(Thread.interrupted());
                            }
                        });
        SplittableRandom random = new SplittableRandom(3);
        while (rounds.next() && !waiter.isEnded()) {
            source[0] = Source.of(foreign, rounds.round());
            rounds.meet();
            Rounds.spin(random.nextInt(600));
            source[0].complete().run();
            rounds.meet();
        }
        source[0] = null;
        rounds.meet();
        waiter.value();
        assertEquals(0, seen[Outcome.INTERRUPTED.ordinal()]);
        assertSeen(rounds, seen[Outcome.VALUE.ordinal()], "never a value");
        assertSeen(rounds, seen[Outcome.TIMED_OUT.ordinal()], "never a timeout");
    }

    private static void assertSeen(Rounds rounds, int times, String otherwise) {
        assertTrue(times > 0 || !rounds.wereMany(), otherwise);
    }
}
