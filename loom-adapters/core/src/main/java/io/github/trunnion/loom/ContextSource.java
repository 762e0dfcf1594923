package io.github.trunnion.loom;

/**
 * One part of the context of a thread that a {@link ContextCarrier} carries to other threads: the
 * MDC, a thread-local, the current span.
 *
 * <p>Implementations that {@link java.util.ServiceLoader} finds with the class loader of this
 * library take part in {@link ContextCarrier#standard()}; others are given to {@link
 * ContextCarrier#with}.
 *
 * <pre>{@code
 * final class TenantSource implements ContextSource {
 *     public String name() {
 *         return "tenant";
 *     }
 *
 *     public Captured capture() {
 *         Tenant captured = Tenant.current();
 *         return () -> {
 *             Tenant before = Tenant.swap(captured);
 *             return () -> Tenant.swap(before);
 *         };
 *     }
 * }
 * }</pre>
 *
 * <p>A source is used by any number of threads. None of its methods may block: they run in polls.
 */
public interface ContextSource {

    /**
     * Names this source in messages; asked once.
     *
     * @return the name, not that of another source of the same carrier
     */
    String name();

    /**
     * Takes what the current thread has.
     *
     * <p>What it throws is the cause of an {@link IllegalStateException} at the capture.
     *
     * @return what was taken, also if that is nothing: installing it then clears
     */
    Captured capture();

    /** What was captured: immutable, and installed any number of times, on several threads too. */
    @FunctionalInterface
    interface Captured {

        /**
         * Gives the current thread what was captured, in place of what it has.
         *
         * <p>If it throws it must leave the thread as it was.
         *
         * @return brings back what the thread had
         */
        Installed install();
    }

    /** What a thread had before an install. */
    @FunctionalInterface
    interface Installed {

        /**
         * Brings it back: called once, on the thread of the install, after whatever was installed
         * later has been taken back. What it throws is logged.
         */
        void restore();
    }
}
