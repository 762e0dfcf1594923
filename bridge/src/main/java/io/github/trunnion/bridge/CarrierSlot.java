package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.ReactorUnsupportedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.function.Predicate;

/** The reactor slot of a carrier, confined to its thread (C7). */
final class CarrierSlot implements ReactorSlot {
    /*
     * Overview
     *
     * The slot holds one registration or none. A registration outlives its last lease: it is idle
     * then, the carrier parks plainly, and the next acquire either revives it (its own kind) or
     * replaces it (another kind). A registration that left the slot is closed at once, unless the
     * carrier is inside its park: then the carrier closes it when the park has returned.
     *
     * A factory may acquire, too: after it has returned the slot is looked at again, and if the
     * factory has filled it, what was made is closed as the loser.
     */
    private final Carrier carrier;
    private final boolean diagnostics;

    /** Confined to the carrier, as everything here. */
    private @Nullable HookRegistration current;

    /** The registration whose hook the carrier is inside of. */
    private @Nullable HookRegistration parkedIn;

    private boolean closed;

    CarrierSlot(Carrier carrier, boolean diagnostics) {
        this.carrier = carrier;
        this.diagnostics = diagnostics;
    }

    @Override
    public @Nullable ReactorHook held() {
        requireCarrier();
        return current == null ? null : current.hook;
    }

    @Override
    public <R extends ReactorHook> ReactorLease<R> acquire(
            Class<R> kind, ReactorFactory<? extends R> create) throws IOException {
        requireNonNull(kind, "kind");
        requireNonNull(create, "create");
        requireCarrier();
        HookRegistration held = heldFor(kind::isInstance, kind.getName());
        if (held != null) {
            return held.lease(kind.cast(held.hook));
        }
        requireOpen();
        R made = requireNonNull(create.create(carrier), "the reactor factory returned null");
        HookRegistration registration = new HookRegistration(carrier, made, here());
        try {
            requireCanPark(made);
            held = heldFor(kind::isInstance, kind.getName());
            if (held == null) {
                requireOpen();
                ReactorLease<R> lease = registration.lease(made); // leased before anybody can look
                replaceBy(registration);
                return lease;
            }
        } catch (Throwable refused) {
            registration.closeHook();
            throw refused;
        }
        registration.closeHook();
        return held.lease(kind.cast(held.hook));
    }

    @Override
    @SuppressWarnings("unchecked") // isSame: both are faces of one reactor, of one class
    public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
        requireNonNull(hook, "hook");
        requireCarrier();
        HookRegistration held = heldFor(other -> hook.isSame(other), hook.toString());
        if (held != null) {
            boolean sameClass = hook.getClass().isInstance(held.hook);
            return held.lease(sameClass ? (R) held.hook : hook);
        }
        requireOpen();
        requireCanPark(hook);
        HookRegistration registration = new HookRegistration(carrier, hook, here());
        ReactorLease<R> lease = registration.lease(hook); // leased before anybody can look
        replaceBy(registration);
        return lease;
    }

    /** What the slot holds, perhaps a moment ago; for any thread, for messages. */
    @Nullable HookRegistration glimpse() {
        return current;
    }

    boolean holds(HookRegistration registration) {
        return current == registration;
    }

    /** The registration to park in: leased and interested (H4), else null. */
    @Nullable HookRegistration target() {
        HookRegistration held = current;
        if (held == null || !held.isLeased()) {
            return null;
        }
        try {
            return held.hook.hasInterest() ? held : null;
        } catch (Throwable thrown) {
            fail(held, thrown);
            return null;
        }
    }

    /** Lets the park that this is called inside of, if any, not block any more (H2). */
    void endPark() {
        if (parkedIn != null) {
            carrier.signal();
        }
    }

    void parkBegins(HookRegistration registration) {
        parkedIn = registration;
    }

    boolean isInPark() {
        return parkedIn != null;
    }

    void parkEnded(HookRegistration registration) {
        parkedIn = null;
        if (current != registration) {
            registration.closeHook();
        }
    }

    /** Frees the slot of a hook that threw, and tells it so (H5). */
    void fail(HookRegistration registration, Throwable cause) {
        if (current == registration) {
            current = null;
        }
        registration.fail(cause);
        try {
            registration.hook.failed(cause);
        } catch (Throwable thrown) {
            carrier.report(thrown);
        }
        registration.closeHook();
        Telemetry.INSTANCE.hookFailed(carrier, registration.hook, cause);
        carrier.live().wakeAll(); // a hook of two functions knows no waker; futures bear it (F5)
        if (cause instanceof Error) {
            carrier.report(cause);
        }
    }

    /** Closes the held hook; nothing can be acquired from now on. */
    void close() {
        closed = true;
        HookRegistration held = current;
        current = null;
        if (held != null) {
            held.closeHook();
        }
    }

    private @Nullable HookRegistration heldFor(Predicate<ReactorHook> fits, String wanted) {
        HookRegistration held = current;
        if (held == null) {
            return null;
        }
        if (fits.test(held.hook)) {
            return held;
        }
        if (held.isLeased()) {
            carrier.count(Tally.CONFLICTS);
            Telemetry.INSTANCE.conflict(carrier, held, wanted);
            throw new ReactorConflictException(
                    "The reactor slot of "
                            + carrier
                            + " holds "
                            + held.hook
                            + " ("
                            + held.hook.getClass().getName()
                            + ") with "
                            + held.leases()
                            + (held.leases() == 1 ? " open lease" : " open leases")
                            + ", so "
                            + wanted
                            + " cannot be registered: a carrier parks in one reactor. Run the two"
                            + " on different executors, or use a reactor with a thread of its own."
                            + (held.acquiredAt == null
                                    ? " (-Dtrunnion.diagnostics=true records where it was first"
                                            + " acquired.)"
                                    : " Where it was first acquired is the cause."),
                    held.acquiredAt);
        }
        return null;
    }

    private void replaceBy(HookRegistration registration) {
        HookRegistration idle = current;
        current = registration;
        endPark();
        if (idle != null && idle != parkedIn) {
            idle.closeHook();
        }
    }

    private void requireCanPark(ReactorHook hook) {
        if (!hook.canParkOn(carrier.thread())) {
            throw new ReactorUnsupportedException(
                    "The reactor "
                            + hook
                            + " cannot park on "
                            + carrier.thread()
                            + (carrier.thread().isVirtual() ? ", a virtual thread." : ".")
                            + " Spawn the future on a BridgeExecutor whose loop is a platform"
                            + " thread, or use a reactor with a thread of its own.");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new BridgeClosedException("The context of " + carrier + " has ended.");
        }
    }

    private void requireCarrier() {
        if (!carrier.isCurrent()) {
            throw new IllegalStateException(
                    "The reactor slot of "
                            + carrier
                            + " was used on "
                            + Thread.currentThread()
                            + ". A context and its slot are valid only during a poll, on the"
                            + " carrier (F10, C7).");
        }
    }

    private @Nullable Throwable here() {
        return diagnostics ? new Throwable("first acquired here") : null;
    }

    @Override
    public String toString() {
        return "ReactorSlot[" + carrier + "]";
    }
}
