package io.github.trunnion.bridge;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.WrongContextException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;

/** The registration of one channel in a carrier's reactor; the attachment of its key. */
final class Source implements Bound {
    /*
     * Overview
     *
     * Everything here is confined to the carrier, except where a field says otherwise.
     *
     * Interest, per operation:
     *
     *   absent -> registered     somebody waits
     *   registered -> registered events and waits; nothing is armed again (R4)
     *   registered -> absent     the carrier is about to block while the direction is ready and
     *                            nobody waits: a level-triggered select would spin (R3)
     *   registered -> absent     OP_CONNECT, at its event: it is reported until it is taken back
     *
     * Life:
     *
     *   registered -> released   the channel was closed, or its key was found cancelled; the lease
     *                            is closed
     *   registered -> released   the context has ended; the channel may bind anew
     *   registered -> released   it never became the binding of its channel: another one has, whose
     *                            the directions are
     *
     * A failed reactor keeps its sources, so that each later use of their channels says so.
     */
    private static final int IN = OP_READ | OP_ACCEPT;
    private static final int OUT = OP_WRITE | OP_CONNECT;

    private final SelectorReactor reactor;
    private final ChannelBinding binding;
    private final ReactorLease<SelectorReactor> lease;
    private final SelectionKey key;
    private int interest;
    private boolean released;

    /** Position in the reactor's list of sources. */
    int index;

    /** Whether it is in the reactor's list of sources whose interest may have to be dropped. */
    boolean stale;

    /** Link of the reactor's stack of closed sources; published by the push. */
    @Nullable Source nextClosed;

    Source(
            SelectorReactor reactor,
            ChannelBinding binding,
            ReactorLease<SelectorReactor> lease,
            SelectionKey key) {
        this.reactor = reactor;
        this.binding = binding;
        this.lease = lease;
        this.key = key;
    }

    @Override
    public boolean check(ReactorSlot slot) {
        if (lease.isCurrent(slot)) {
            return true;
        }
        refuse(slot);
        return false;
    }

    /** Throws if another context has the channel; returns if none has it any more. */
    private void refuse(ReactorSlot slot) {
        if (binding.isClosed()) {
            return; // the I/O says so
        }
        ReactorFailedException failed = reactor.failureFor(binding);
        if (failed != null) {
            throw failed;
        }
        if (!binding.isBoundTo(this)) {
            return; // the context has ended just now
        }
        throw new WrongContextException(
                binding.owner
                        + " is bound to the context of "
                        + reactor.thread()
                        + " ("
                        + reactor
                        + ") and was used in that of "
                        + Thread.currentThread()
                        + " ("
                        + slot
                        + "). A channel stays with the context of its first wait until that context"
                        + " ends (E12). Await it there: by Await.on(executor) or on threads of"
                        + " executor.newThread, of one executor with one carrier; or give the"
                        + " channel a SelectorReactor.detached(), which serves all contexts.");
    }

    @Override
    public boolean await(Direction direction, int op, Waker waker) throws IOException {
        direction.ready = false;
        Waker stored = direction.waker;
        if (stored == null || !stored.willWake(waker)) {
            direction.waker = waker;
        }
        if ((interest & op) == 0) {
            setInterest(interest | op);
        }
        return false;
    }

    @Override
    public void endWait(Direction direction) {
        if (!reactor.isPolledHere()) {
            return; // refused or given up elsewhere; the next event finds that nobody waits
        }
        direction.waker = null;
        if (direction.ready
                && (direction.oneShot || (direction == binding.out && (interest & OUT) != 0))) {
            reactor.addStale(this); // writable, as a rule for long
        }
    }

    /** Dispatches an event; called inside select. */
    void onReady(int ops) {
        boolean waited = true;
        if ((ops & IN) != 0) {
            waited = reactor.ready(binding.in);
        }
        if ((ops & OUT) != 0) {
            waited &= reactor.ready(binding.out);
        }
        if ((ops & OP_CONNECT) != 0) {
            changeInterest(interest & ~OP_CONNECT);
        }
        if (!waited) {
            reactor.addStale(this);
        }
    }

    /** Drops the interest that would make a blocking select return for nobody. */
    void dropIdleInterest() {
        if (released) {
            return;
        }
        int keep = interest;
        if (binding.in.ready && binding.in.waker == null) {
            keep &= ~IN;
        }
        if (binding.out.ready && binding.out.waker == null) {
            keep &= ~OUT;
        }
        if (keep != interest) {
            changeInterest(keep);
        }
    }

    private void setInterest(int ops) throws ClosedChannelException {
        try {
            key.interestOps(ops);
        } catch (CancelledKeyException cancelled) {
            if (binding.isClosed()) {
                throw new ClosedChannelException();
            }
            throw cancelled;
        }
        interest = ops;
        reactor.interestChanges++;
    }

    /** For callers that nobody waits for: a cancelled key is found after the next select. */
    private void changeInterest(int ops) {
        try {
            setInterest(ops);
        } catch (ClosedChannelException | CancelledKeyException cancelled) {
            interest = ops;
        }
    }

    /** Whether the selector knows the key; it forgets a cancelled one at the next select. */
    boolean isRegistered() {
        return binding.channel.keyFor(reactor.selector) == key;
    }

    @Override
    public void closeBegins() {
        key.cancel();
    }

    @Override
    public void channelClosed() {
        if (reactor.isOnCarrier()) {
            release();
            reactor.fire();
        } else {
            reactor.pushClosed(this);
        }
    }

    /**
     * Ends the registration of a channel that is closed or whose key is cancelled; its waiters are
     * collected to be woken.
     *
     * @return false if that has been done
     */
    boolean release() {
        if (released) {
            return false;
        }
        released = true;
        if (!binding.isClosed()) {
            binding.in.keyCancelled = binding.in.isHeld();
            binding.out.keyCancelled = binding.out.isHeld();
        }
        key.cancel();
        reactor.remove(this);
        wakeBoth();
        binding.unbind(this);
        lease.close();
        return true;
    }

    @Override
    public void discard() {
        released = true;
        key.cancel();
        reactor.remove(this);
        lease.close();
        reactor.fire();
    }

    /** The context has ended and has closed the reactor: the channel may bind anew. */
    void contextEnded() {
        if (released) {
            return;
        }
        released = true;
        wakeBoth();
        binding.in.unclaim(); // by operations that this context does not poll any more
        binding.out.unclaim();
        binding.unbind(this); // volatile write, last: the next context sees all of it
    }

    void wakeBoth() {
        reactor.collect(binding.in);
        reactor.collect(binding.out);
    }

    @Override
    public String toString() {
        return "the context of " + reactor.thread() + " (" + reactor + ")";
    }
}
