package io.github.trunnion.loom;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * An await that has not ended; from {@link Awaits#pending}.
 *
 * <p>Compared by identity.
 */
public final class PendingAwait {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private final Thread thread;
    private final Object source;
    private final long start = System.nanoTime();
    private final @Nullable StackTraceElement callSite;

    PendingAwait(Thread thread, Object source) {
        this.thread = requireNonNull(thread);
        this.source = source;
        this.callSite =
                WALKER.walk(
                        frames ->
                                frames.filter(
                                                frame ->
                                                        !LibraryFrames.isBelowCaller(
                                                                frame.getClassName()))
                                        .map(StackWalker.StackFrame::toStackTraceElement)
                                        .findFirst()
                                        .orElse(null));
    }

    /** The longer one first. */
    static int byStart(PendingAwait one, PendingAwait other) {
        return Long.compare(one.start - other.start, 0);
    }

    /**
     * Who waits.
     *
     * @return the thread
     */
    public Thread thread() {
        return thread;
    }

    /**
     * What is awaited.
     *
     * @return the source
     */
    public Object source() {
        return source;
    }

    /**
     * Since when.
     *
     * @return how long the thread has waited until now
     */
    public Duration since() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Where it was called.
     *
     * @return the first frame outside of the library, or null if there is none
     */
    public @Nullable StackTraceElement callSite() {
        return callSite;
    }

    @Override
    public String toString() {
        return thread
                + " has waited "
                + since()
                + " for "
                + Sources.describe(source)
                + (callSite == null ? "" : " at " + callSite);
    }
}
