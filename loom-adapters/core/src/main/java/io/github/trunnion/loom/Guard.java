package io.github.trunnion.loom;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Refuses to park a thread that others wait for (aw14). */
final class Guard {
    /** The property that decides {@link #DEFAULT}: absent, {@code normal} or {@code strict}. */
    static final String PROPERTY = "trunnion.guard";

    static final Guard DEFAULT = of(System.getProperty(PROPERTY));

    private static final String GUIDE = "docs/errors.md#blocking-not-allowed";

    /** Recognises threads that must not block, beside the loop threads of the bridge. */
    @FunctionalInterface
    interface NonBlockingThreads {
        /** What the platform thread is, or null if it may block. */
        @Nullable String describe(Thread thread);
    }

    private final boolean strict;
    private final List<NonBlockingThreads> rules;

    Guard(boolean strict, List<NonBlockingThreads> rules) {
        this.strict = strict;
        this.rules = List.copyOf(rules);
    }

    static Guard of(@Nullable String mode) {
        boolean strict = "strict".equals(mode);
        if (!strict && mode != null && !mode.equals("normal")) {
            LoggerFactory.getLogger(Guard.class)
                    .warn("{}={} is unknown and ignored: strict or normal", PROPERTY, mode);
        }
        return new Guard(strict, List.of(Guard::awt));
    }

    /** At the start of an await, also of one that is complete: only the strict guard looks. */
    void enter(String operation) {
        if (strict) {
            requireMayBlock(operation);
        }
    }

    /** Before a thread parks. */
    void requireMayBlock(String operation) {
        try {
            BlockOn.requireBlockingAllowed(operation);
        } catch (BlockingNotAllowedException refused) {
            throw new BlockingNotAllowedException(refused.getMessage() + " See " + GUIDE + ".");
        }
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return;
        }
        for (NonBlockingThreads rule : rules) {
            String kind = rule.describe(thread);
            if (kind != null) {
                throw new BlockingNotAllowedException(
                        operation
                                + " would block "
                                + thread
                                + ", "
                                + kind
                                + ": everything else on it would wait (aw14). Await on a virtual"
                                + " thread (Blocking.supply), or add a dependent stage in place of"
                                + " waiting. See "
                                + GUIDE
                                + ".");
            }
        }
    }

    /** By name, so that java.desktop is neither required nor loaded. */
    private static @Nullable String awt(Thread thread) {
        return thread.getClass().getName().equals("java.awt.EventDispatchThread")
                ? "the event dispatch thread of AWT"
                : null;
    }
}
