package io.github.trunnion.loom;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Flow;

/** The subscription of one subscriber, which may be cancelled before it has come. */
final class Upstream {
    /*
     * Overview
     *
     * Thread A closes and the publisher's thread B calls onSubscribe: either B stores first, and A
     * finds the subscription and cancels it, or A is first, B's CAS fails and B cancels. A request
     * that B sends to a subscription which A has just cancelled has no effect (rule 3.6).
     *
     * Possible transitions of the word:
     *   none         -> Subscription  the first onSubscribe
     *   none         -> CLOSED        cancelled before it
     *   Subscription -> CLOSED        cancelled, or it has ended by itself
     */
    private static final Object CLOSED = new Object();

    private volatile @Nullable Object word; // by CAS and getAndSet

    Upstream() {}

    /** Takes a subscription; one too many (rule 2.5) or one too late is cancelled. */
    boolean accept(Flow.Subscription subscription) {
        if (WORD.compareAndSet(this, null, subscription)) { // volatile
            return true;
        }
        cancel(subscription);
        return false;
    }

    /** Asks for more, if there is a subscription; throws what that throws. */
    void request(long count) {
        if (word instanceof Flow.Subscription subscription) { // volatile read
            subscription.request(count);
        }
    }

    /** Cancels the subscription, now or when it comes. */
    void cancel() {
        if (WORD.getAndSet(this, CLOSED) instanceof Flow.Subscription subscription) { // volatile
            cancel(subscription);
        }
    }

    /** The publisher has ended it: there is nothing to cancel. */
    void forget() {
        WORD.getAndSet(this, CLOSED); // volatile
    }

    private static void cancel(Flow.Subscription subscription) {
        try {
            subscription.cancel();
        } catch (Throwable thrown) {
            LoggerFactory.getLogger(Flows.class)
                    .warn("cancel of {} threw", Sources.describe(subscription), thrown);
        }
    }

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Upstream.class, "word", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
