package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;

/**
 * Refuses awaits that would park a thread which others wait for (aw14), with a {@link
 * BlockingNotAllowedException}.
 *
 * <p>What is refused: a loop thread of a {@link io.github.trunnion.bridge.BridgeExecutor}, of
 * whatever kind, and a platform thread that one of the {@link NonBlockingThreads} recognises. Any
 * other virtual thread passes.
 *
 * <p>The normal guard looks when an await is about to park; a strict one looks at each await, also
 * of what is complete, which finds such calls in tests where everything is fast. {@code
 * -Dtrunnion.guard=strict} makes all guards of the process strict.
 *
 * <p>Immutable, for any number of threads.
 */
public final class AwaitGuard {
    /** Looks when an await is about to park; the default. */
    public static final AwaitGuard NORMAL = new AwaitGuard(false, null);

    /** Looks at each await. */
    public static final AwaitGuard STRICT = new AwaitGuard(true, null);

    private static final String GUIDE = "docs/errors.md#blocking-not-allowed";

    private final boolean strict;
    private final @Nullable NonBlockingThreads more;

    private AwaitGuard(boolean strict, @Nullable NonBlockingThreads more) {
        this.strict = strict;
        this.more = more;
    }

    /**
     * Has this guard recognise more threads.
     *
     * @param threads what recognises them
     * @return a guard that refuses them as well
     */
    public AwaitGuard and(NonBlockingThreads threads) {
        requireNonNull(threads, "threads");
        NonBlockingThreads before = more;
        return new AwaitGuard(
                strict,
                before == null
                        ? threads
                        : thread -> {
                            String kind = before.describe(thread);
                            return kind != null ? kind : threads.describe(thread);
                        });
    }

    /**
     * Has all guards of the process recognise more threads.
     *
     * @param threads what recognises them
     * @return takes it back
     */
    public static Registration register(NonBlockingThreads threads) {
        return KnownThreads.register(requireNonNull(threads, "threads"));
    }

    /**
     * Makes all guards of the process strict for a while; for tests.
     *
     * @return takes it back; calls may overlap
     */
    public static Registration enforceStrict() {
        return Strictness.raise();
    }

    /** At the start of an await, also of one that is complete: only a strict guard looks. */
    void enter(String operation) {
        if (strict || Strictness.isRaised()) {
            requireMayBlock(operation);
        }
    }

    /** Whether the calling thread may park at all. */
    boolean mayBlock() {
        Thread thread = Thread.currentThread();
        return BlockOn.isBlockingAllowed() && (thread.isVirtual() || kindOf(thread) == null);
    }

    /** What the platform thread is for, if it must not block; else null. */
    private @Nullable String kindOf(Thread thread) {
        String kind = KnownThreads.describe(thread);
        return kind == null && more != null ? KnownThreads.describe(thread, more) : kind;
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
        String kind = kindOf(thread);
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
