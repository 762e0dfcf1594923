package io.github.trunnion.futures;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Runs two sides of a race on two threads, round after round, with a small random offset. */
final class Duel {

    /** One round: two actions that race, and a check when both are back. */
    interface Round {
        void left() throws Exception;

        void right() throws Exception;

        void check();
    }

    /** Makes the rounds. */
    interface Rounds {
        Round next();
    }

    private volatile Round current;
    private volatile Round rightDone;
    private volatile boolean over;

    static void run(int rounds, Rounds source) throws Exception {
        new Duel().fight(rounds, source);
    }

    private void fight(int rounds, Rounds source) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread right = Thread.ofPlatform().daemon().name("duel-right").start(() -> right(failure));
        try {
            for (int i = 0; i < rounds; i++) {
                Round round = source.next();
                current = round;
                offset();
                round.left();
                int spins = 0;
                while (rightDone != round && failure.get() == null) {
                    spins = pause(spins);
                }
                if (failure.get() != null) {
                    throw new AssertionError("the other side failed", failure.get());
                }
                round.check();
            }
        } finally {
            over = true;
            right.join();
        }
    }

    private void right(AtomicReference<Throwable> failure) {
        Round last = null;
        int spins = 0;
        try {
            while (!over) {
                Round round = current;
                if (round == last) {
                    spins = pause(spins);
                    continue;
                }
                spins = 0;
                last = round;
                offset();
                round.right();
                rightDone = round;
            }
        } catch (Throwable t) {
            failure.set(t);
        }
    }

    /** Spins a little, then lets the other side have the processor. */
    private static int pause(int spins) {
        if (spins < 64) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return spins + 1;
    }

    private static void offset() {
        for (int i = ThreadLocalRandom.current().nextInt(40); i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}
