package io.github.trunnion.tck;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.Throwing;

/**
 * One interest that a waker has in a hook, and the event that it waits for.
 *
 * <p>{@link ReactorHookVerification#arm} makes it.
 */
public interface HookEvent {

    /**
     * Makes the event happen. Any thread, at most once, also after {@link #close}.
     *
     * @throws Exception fails the test
     */
    void fire() throws Exception;

    /**
     * Drops the interest. On the carrier, once, whether the event has happened or not, also after
     * the hook was closed.
     *
     * @throws Exception fails the test
     */
    void close() throws Exception;

    /**
     * An event of two actions.
     *
     * @param fire makes it happen
     * @param close drops the interest
     * @return the event
     */
    static HookEvent of(Throwing.Runnable fire, Throwing.Runnable close) {
        requireNonNull(fire, "fire");
        requireNonNull(close, "close");
        return new HookEvent() {
            @Override
            public void fire() throws Exception {
                fire.run();
            }

            @Override
            public void close() throws Exception {
                close.run();
            }
        };
    }
}
