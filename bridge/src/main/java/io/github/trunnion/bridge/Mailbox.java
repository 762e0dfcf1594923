package io.github.trunnion.bridge;

import io.github.trunnion.futures.ReactorHook;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Where other threads hand nodes to a carrier, and the word by which they end its park. */
final class Mailbox {
    /*
     * Overview
     *
     * Two words. The inbox is a stack of nodes: a submitter pushes with one CAS, the carrier takes
     * the whole stack with one getAndSet and reverses it. The state says what the carrier does, and
     * while it is parked the state IS the hook that it is parked in, so a submitter can never end
     * the park of a hook that was replaced meanwhile.
     *
     * Every change of the state is a read-modify-write, so all changes are totally ordered and each
     * one sees the one before. Why no wake is lost: carrier A has found the inbox empty and wants to
     * park in hook H; thread B pushes a node and then exchanges the state for NOTIFIED.
     *   - B exchanges first: A's CAS from RUNNING to H fails, A looks into the inbox again. It sees
     *     the node, because the push is before B's exchange, which A's failed CAS has read.
     *   - A's CAS comes first: B's exchange returns H and B unparks H. Unpark is sticky (H3), so it
     *     does not matter whether A is already inside H.park.
     * A B that reads NOTIFIED after its push need not exchange: A has yet to exchange that for RUNNING
     * before it can park, and looks into the inbox after that. The inbox is a volatile as the state
     * is, so A sees the push; no other data hang on this read.
     * Of several submitters only the first gets H back, the others get NOTIFIED: one unpark for one
     * park at most (E3). While the carrier runs they get RUNNING or NOTIFIED and unpark nothing.
     *
     * Several carriers: a spawn prefers one that sleeps, and no two spawns may be given to one
     * sleeper while another one sleeps on. So the spawner claims the park before it pushes, by
     * CAS(H -> NOTIFIED), and exchanges the state once more after the push. Meanwhile the carrier may
     * have come out of H by itself, found nothing and parked again, in H or in another hook G: the
     * second exchange returns that hook. The unpark of H ends a second park in H as well, being
     * sticky; G is unparked too.
     *
     * Closing: the carrier drains and then does CAS(RUNNING -> CLOSED), which fails if anybody has
     * notified since. A submitter that finds CLOSED puts it back and empties the inbox itself. In
     * the moment between its two exchanges another submitter C may find NOTIFIED and leave; C's
     * push is before that, and so before the exchange which puts CLOSED back, and the inbox is
     * emptied after that one: C's node is in it. Emptying is done by one thread at a time, counted
     * by `forwards`; who comes meanwhile leaves its work to the one that is at it.
     *
     * Possible state transitions:
     *   RUNNING  -> NOTIFIED    a submit while the carrier runs
     *   RUNNING  -> hook        the carrier parks
     *   RUNNING  -> CLOSED      the carrier ends
     *   hook     -> NOTIFIED    a submit while the carrier is parked; the submitter unparks the hook
     *   hook     -> RUNNING     the park returned by itself
     *   NOTIFIED -> RUNNING     the carrier looks into the inbox again
     *   NOTIFIED -> hook        unpark threw. If the carrier runs meanwhile, the word only makes it
     *                           look into the inbox once more before it parks
     *   CLOSED   -> NOTIFIED    a submit after the end, which at once does
     *   NOTIFIED -> CLOSED      and empties the inbox
     */
    private static final Object RUNNING = named("RUNNING");
    private static final Object NOTIFIED = named("NOTIFIED");
    private static final Object CLOSED = named("CLOSED");

    /** Reports an unpark that threw; called by the thread that unparked. */
    @FunctionalInterface
    interface UnparkFailure {
        void report(ReactorHook hook, Throwable failure);
    }

    private final Tally tally;
    private final UnparkFailure unparkFailure;

    /** Top of the stack of submitted nodes; CAS by submitters, getAndSet by the one consumer. */
    private volatile @Nullable Node inbox;

    /** What the carrier does; written by read-modify-writes only. */
    private volatile Object state = RUNNING;

    /** How many submitters want the inbox of a closed mailbox emptied; read-modify-writes only. */
    private volatile int forwards;

    Mailbox(Tally tally, UnparkFailure unparkFailure) {
        this.tally = tally;
        this.unparkFailure = unparkFailure;
    }

    /** Hands a node over. Any thread but the carrier; never blocks, allocates or throws. */
    void submit(Node node) {
        push(node);
        if (state != NOTIFIED) { // volatile read, after the push
            signal();
        }
    }

    /**
     * Hands a node over if the carrier is parked and nobody else has woken it, and wakes it.
     *
     * @return false if not: the node was not handed over
     */
    boolean submitAsleep(Node node) {
        Object before = state; // volatile read; a stale one makes the CAS fail
        if (!(before instanceof ReactorHook hook)
                || !STATE.compareAndSet(this, hook, NOTIFIED)) { // volatile: claims the park
            return false;
        }
        push(node);
        Object now = STATE.getAndSet(this, NOTIFIED); // volatile: after the push, before unpark
        tally.addShared(Tally.UNPARKS, 1);
        unpark(hook);
        if (now != hook && now instanceof ReactorHook other) {
            tally.addShared(Tally.UNPARKS, 1);
            unpark(other);
        } else if (now == CLOSED) {
            closeAgain();
        }
        return true;
    }

    private void push(Node node) {
        Node top;
        do {
            top = inbox; // volatile read; a stale one makes the CAS fail
            node.next = top;
        } while (!INBOX.compareAndSet(this, top, node)); // volatile: publishes node and next
    }

    /** Makes the carrier look around: at its inbox, at the phase of its executor, at its clock. */
    void signal() {
        Object before = STATE.getAndSet(this, NOTIFIED); // volatile: after the push, before unpark
        if (before instanceof ReactorHook hook) {
            tally.addShared(Tally.UNPARKS, 1);
            unpark(hook);
        } else if (before == CLOSED) {
            closeAgain();
        }
    }

    private void closeAgain() {
        STATE.getAndSet(this, CLOSED); // volatile: after every push whose submitter saw NOTIFIED
        forward();
    }

    /** Unparks; a hook that throws has a second try now, and another one at the next submit. */
    private void unpark(ReactorHook hook) {
        try {
            hook.unpark();
        } catch (Throwable failure) {
            try {
                hook.unpark();
            } catch (Throwable again) {
                STATE.compareAndSet(this, NOTIFIED, hook); // volatile: the next submitter unparks
            }
            report(hook, failure);
        }
    }

    /** After the wake is safe: to report may fail as well, when memory is out. */
    private void report(ReactorHook hook, Throwable failure) {
        try {
            unparkFailure.report(hook, failure);
        } catch (Throwable thrown) {
            LastResort.report(thrown);
        }
    }

    /** Whether nodes wait to be taken; a hint for the carrier, which parks only after the CAS. */
    boolean isEmpty() {
        return inbox == null; // volatile read
    }

    /** The hook that the carrier is parked in, or about to be; null if none. A hint. */
    @Nullable ReactorHook parkedIn() {
        return state instanceof ReactorHook hook ? hook : null; // volatile read
    }

    /** Takes all nodes, first submitted first. Carrier only, or the forwarding thread. */
    @Nullable Node takeAll() {
        if (inbox == null) { // volatile read; saves the exchange
            return null;
        }
        Node node = (Node) INBOX.getAndSet(this, null); // volatile: acquires the nodes
        Node first = null;
        while (node != null) {
            Node below = node.next;
            node.next = first;
            first = node;
            node = below;
        }
        return first;
    }

    /**
     * Announces that the carrier parks in the hook.
     *
     * @return false if somebody has notified meanwhile: drain again
     */
    boolean enterPark(ReactorHook hook) {
        if (STATE.compareAndSet(this, RUNNING, hook)) { // volatile: publishes the hook
            return true;
        }
        STATE.getAndSet(this, RUNNING); // volatile: acquires what the notifier pushed
        return false;
    }

    /**
     * Announces that the carrier runs again.
     *
     * @return whether somebody has notified during the park
     */
    boolean leavePark() {
        return STATE.getAndSet(this, RUNNING) == NOTIFIED; // volatile: acquires what was pushed
    }

    /**
     * Ends the mailbox: from now on submitters run {@link Node#abandon} themselves.
     *
     * @return false if somebody has notified meanwhile: drain again
     */
    boolean tryClose() {
        if (STATE.compareAndSet(this, RUNNING, CLOSED)) { // volatile: nobody notified since RUNNING
            forward();
            return true;
        }
        STATE.getAndSet(this, RUNNING); // volatile: acquires what the notifier pushed
        return false;
    }

    private void forward() {
        int wanted = 1;
        if ((int) FORWARDS.getAndAdd(this, 1) != 0) { // volatile: the one at work comes round again
            return;
        }
        do {
            Node node = takeAll();
            while (node != null) {
                Node following = node.next;
                node.next = null;
                try {
                    node.abandon();
                } catch (Throwable thrown) {
                    LastResort.report(thrown); // the others are not left behind
                }
                node = following;
            }
            wanted = (int) FORWARDS.getAndAdd(this, -wanted) - wanted; // volatile: sees who came
        } while (wanted != 0);
    }

    @Override
    public String toString() {
        Object now = state; // volatile read; for people
        return now instanceof ReactorHook hook ? "parked in " + hook : now.toString();
    }

    private static Object named(String name) {
        return new Object() {
            @Override
            public String toString() {
                return name;
            }
        };
    }

    private static final VarHandle INBOX;
    private static final VarHandle STATE;
    private static final VarHandle FORWARDS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(Mailbox.class, "inbox", Node.class);
            STATE = lookup.findVarHandle(Mailbox.class, "state", Object.class);
            FORWARDS = lookup.findVarHandle(Mailbox.class, "forwards", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
