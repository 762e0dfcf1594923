package io.github.trunnion.loom;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where the two threads of a race meet before and after each round, and how many rounds there are:
 * on a machine that is busy with other things, fewer.
 */
final class Rounds {
    /** {@code -Dtrunnion.race.factor}: so many times more rounds, and time for them. */
    private static final int FACTOR = Integer.getInteger("trunnion.race.factor", 1);

    private static final int MOST = 20_000 * FACTOR;
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500L * FACTOR);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicInteger aligned = new AtomicInteger();
    private final long start = System.nanoTime();
    private volatile Thread early;
    private int round = -1;

    /** Whether there is another round; asked by one of the two. */
    boolean next() {
        boolean another = ++round < MOST && System.nanoTime() - start < BUDGET_NANOS;
        if (!another && FACTOR > 1) {
            System.out.println(
                    round + " rounds of " + StackWalker.getInstance().walk(Rounds::test));
        }
        return another;
    }

    /** The method that asks; the outermost one of the tests, on the same thread. */
    private static String test(Stream<StackWalker.StackFrame> frames) {
        return frames.filter(
                        frame -> frame.getClassName().startsWith(Rounds.class.getPackageName()))
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .reduce("", (inner, outer) -> outer);
    }

    int round() {
        return round;
    }

    /** Whether there were so many rounds that each outcome must have been seen. */
    boolean wereMany() {
        return round > MOST / 10;
    }

    /** Waits for the other; an interrupt stays in the flag. */
    void meet() {
        int mine = arrivals.getAndIncrement();
        if (mine % 2 == 1) {
            LockSupport.unpark(early);
            return;
        }
        for (int i = 0; i < 50 && arrivals.get() == mine + 1; i++) {
            Thread.onSpinWait();
        }
        early = Thread.currentThread();
        long since = System.nanoTime();
        while (arrivals.get() == mine + 1) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            if (System.nanoTime() - since > PATIENCE_NANOS) {
                throw new AssertionError("the other side did not come");
            }
        }
    }

    /** Meets once more, now that both are running: they leave as closely as can be. */
    void align() {
        int both = (aligned.getAndIncrement() | 1) + 1;
        for (int i = 1; aligned.get() < both; i++) {
            if (i % 4_000 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /**
     * A length that is moved until both sides of a race come first about equally often: the caller
     * tells who did.
     */
    static final class Balance {
        private final SplittableRandom random;
        private int middle = 10;

        Balance(long seed) {
            random = new SplittableRandom(seed);
        }

        int length() {
            return random.nextInt(2 * middle);
        }

        void wasTooLong(boolean tooLong) {
            middle =
                    Math.clamp(middle + (tooLong ? -middle / 16 - 1 : middle / 16 + 1), 2, 100_000);
        }
    }

    static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
