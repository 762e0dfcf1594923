package io.github.trunnion.loom;

import io.github.trunnion.futures.Registration;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The awaits of this process that have not ended: who waits, since when, for what, and where it was
 * called.
 *
 * <p>Off unless {@code -Dtrunnion.awaits=true} or {@link #startRecording} says otherwise: recording
 * costs a walk of the stack for each await that parks. Awaits that began before are not listed.
 */
public final class Awaits {
    private static final String PROPERTY = "trunnion.awaits";

    private static final CountedSwitch RECORDING = new CountedSwitch(Boolean.getBoolean(PROPERTY));
    private static final Set<PendingAwait> PENDING = ConcurrentHashMap.newKeySet();

    private Awaits() {}

    /**
     * Records pending awaits from now on.
     *
     * @return takes it back; calls may overlap
     */
    public static Registration startRecording() {
        return RECORDING.turnOn();
    }

    /**
     * Whether awaits are recorded.
     *
     * @return true while somebody has them recorded
     */
    public static boolean isRecording() {
        return RECORDING.isOn();
    }

    /**
     * The awaits that have not ended.
     *
     * @return those that were recorded, the longest first
     */
    public static List<PendingAwait> pending() {
        return PENDING.stream().sorted(PendingAwait::byStart).toList();
    }

    /**
     * The same as text, a line each, below a line that counts them.
     *
     * @return the text
     */
    public static String dump() {
        List<PendingAwait> pending = pending();
        String head =
                pending.size()
                        + " pending awaits"
                        + (isRecording()
                                ? ""
                                : " (not recorded now: -D"
                                        + PROPERTY
                                        + "=true, or Awaits.startRecording)");
        return pending.stream()
                .map(await -> "  " + await)
                .collect(
                        Collectors.joining(
                                System.lineSeparator(), head + System.lineSeparator(), ""));
    }

    /** Before the calling thread waits; null if that is not recorded. */
    static @Nullable PendingAwait begin(Object source) {
        if (!RECORDING.isOn()) {
            return null;
        }
        PendingAwait pending = new PendingAwait(Thread.currentThread(), source);
        PENDING.add(pending);
        return pending;
    }

    static void end(@Nullable PendingAwait pending) {
        if (pending != null) {
            PENDING.remove(pending);
        }
    }
}
