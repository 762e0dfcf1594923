package io.github.trunnion.bridge;

import java.util.function.LongSupplier;

/**
 * Has a carrier look for more work from other threads before it sleeps; confined to the carrier.
 */
final class Linger {
    /*
     * Overview
     *
     * Who submits to a sleeping carrier pays a system call. A carrier that is faster than a stream of
     * submits would sleep after each few of them, and each time be woken at once: the one in the
     * middle of its unpark, the other asleep again before the next submit. So a carrier whose last
     * sleeps were all cut short by a submit looks at its inbox for a while first, as long as an unpark
     * may take, and sleeps if nothing comes.
     *
     * A stream may keep it awake for ever, and what is in its hook would wait: so it says when the hook
     * has to have a turn (H8).
     *
     * Submits that are further apart than such a while never have it look. Where some come together
     * now and then, as the steps of a request may, it looks in vain after the last of them; so each
     * look in vain doubles the number of short sleeps that it takes, and each good one halves it.
     *
     * Where there is one processor nobody could submit meanwhile, and a virtual loop yields instead.
     */
    private static final long SHORT_SLEEP = 50_000;
    private static final long WHILE = 50_000;
    private static final int LEAST_SLEEPS = 3;
    private static final int MOST_SLEEPS = 64;
    private static final int LOOKS = 16;
    private static final long TURNS = 500_000;

    private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1;

    private final Mailbox mailbox;
    private final boolean possible;
    private final LongSupplier clock;

    /** How many sleeps in a row were cut short. */
    private int shortSleeps;

    /** How many it takes. */
    private int wanted = LEAST_SLEEPS;

    /** When the carrier went to sleep. */
    private long asleep;

    /** When the hook had its last turn. */
    private long turned;

    Linger(Mailbox mailbox, boolean virtual) {
        this(mailbox, POSSIBLE && !virtual, System::nanoTime);
    }

    Linger(Mailbox mailbox, boolean possible, LongSupplier clock) {
        this.mailbox = mailbox;
        this.possible = possible;
        this.clock = clock;
    }

    /** Whether it pays to look first. */
    boolean isStream() {
        return shortSleeps >= wanted;
    }

    /** Whether something came in a while, or in the time if that is shorter. */
    boolean findsWork(long nanos) {
        long most = Math.min(nanos, WHILE);
        long start = clock.getAsLong();
        do {
            for (int i = 0; i < LOOKS; i++) {
                if (!mailbox.isEmpty()) {
                    wanted = Math.max(LEAST_SLEEPS, wanted / 2);
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (clock.getAsLong() - start < most);
        shortSleeps = 0;
        wanted = Math.min(MOST_SLEEPS, wanted * 2);
        return false;
    }

    /** Whether the hook has had no turn for long; it has one now. */
    boolean isTurnDue() {
        long now = clock.getAsLong();
        if (now - turned < TURNS) {
            return false;
        }
        turned = now;
        return true;
    }

    void sleepBegins() {
        if (possible) {
            asleep = clock.getAsLong();
        }
    }

    /** A submit may have ended it. */
    void sleepEnded(boolean notified) {
        if (possible) {
            turned = clock.getAsLong();
            boolean cutShort = notified && turned - asleep < SHORT_SLEEP;
            shortSleeps = cutShort ? Math.min(shortSleeps + 1, MOST_SLEEPS) : 0;
        }
    }
}
