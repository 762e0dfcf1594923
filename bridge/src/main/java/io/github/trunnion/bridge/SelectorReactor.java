package io.github.trunnion.bridge;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.Waker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The reactor of NIO channels: the carrier waits in a {@link Selector}.
 *
 * <p>{@link PollSocket}, {@link PollServerSocket}, {@link PollDatagram} and {@link PollPipe} find
 * or register it through the context of the poll that has to wait first; there is nothing to set
 * up. A channel is then bound to that context until the channel is closed or the context has ended.
 * Used in another living context it throws {@link io.github.trunnion.futures.WrongContextException}
 * (E12). Where the context takes no reactor, channels wait in one that all such contexts of the
 * process share and that has a daemon thread of its own; {@link #detached()} makes another one of
 * that kind.
 *
 * <p>It can park on virtual threads on JDK 24 and later where the selectors of the JDK are by epoll
 * or kqueue: on Linux and macOS.
 *
 * <p>Timeouts of {@link #park} are rounded up to milliseconds (H1).
 *
 * <p>A channel should be closed through the object that wraps it: then a pending wait fails at
 * once, whatever thread closes. When the NIO channel itself is closed, or its key cancelled, a
 * pending wait fails as soon as the carrier returns from the selector for any other reason.
 */
public final class SelectorReactor implements ReactorHook {
    /*
     * Overview
     *
     * Confined to the carrier, except where a field says otherwise.
     *
     * A park is: release what other threads closed; select, blocking only if nothing is to be done
     * on this carrier; find keys that were cancelled behind our back; release again; fire. Wakers
     * are collected while the selector's locks are held and fired afterwards; a batch is taken out
     * of the buffer before it is fired, so a waker may re-enter.
     *
     * Closing a registered channel only cancels its key; its descriptor is given back by the next
     * select. Two things make sure that there is one. While a source is registered the reactor is
     * interested, so the carrier parks here. When the last source is released the carrier may never
     * park here again, so that release selects at once.
     *
     * A selectNow takes the mark of a wakeup with it. In a park that is right, because after it the
     * park does not block. Elsewhere the mark is put back (flush), as it may belong to an unpark
     * that the next park has to obey (H3).
     *
     * Another thread closes a channel: it cancels the key, closes the NIO channel, pushes the source
     * to the stack of closed ones and wakes the selector. A registered source can get that from any
     * thread at any time, which is why its reactor says that it is interested even if nobody waits
     * (H4). So the carrier is in the selector, or comes there, and finds the source. Who releases a
     * source of a closed channel does so after every cancel of its key (ChannelBinding), as a select
     * during a cancel may not drop the key.
     *
     * Each source is registered with one key. So after a select, which drops cancelled keys, there
     * are fewer keys than sources only if a key was cancelled before its source was released: behind
     * our back, or by a close that has not got to the push.
     */
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ReactorHost host;
    private final Thread thread;
    final Selector selector;
    private final Consumer<SelectionKey> onReady = SelectorReactor::onReady;

    private final List<Source> sources = new ArrayList<>();

    /** Sources that had an event nobody waited for, or are likely to have one. */
    private final List<Source> stale = new ArrayList<>();

    private final WakerBatch collected = new WakerBatch();

    /** How often an interest set was changed. */
    long interestChanges;

    /** Pushed by any thread. */
    private final ClosedSources closedSources = new ClosedSources();

    /** Why this reactor failed; written by the carrier, read anywhere. */
    private volatile @Nullable Throwable failure;

    private boolean closed; // toString elsewhere may be late

    private SelectorReactor(ReactorHost host, Selector selector) {
        this.host = host;
        this.thread = host.thread();
        this.selector = selector;
    }

    /**
     * Makes the reactor of an execution context; a factory for {@link
     * io.github.trunnion.futures.ReactorSlot#acquire}.
     *
     * @param host the context that will park in it
     * @return a new reactor
     * @throws IOException if no selector can be opened
     */
    public static SelectorReactor open(ReactorHost host) throws IOException {
        return new SelectorReactor(requireNonNull(host, "host"), Selector.open());
    }

    /**
     * Makes a reactor with a daemon thread of its own, which serves channels of any context: of an
     * executor without reactors, of a virtual thread, or of a context whose slot another reactor
     * holds.
     *
     * @return a new reactor, to be closed by its user
     */
    public static Detached detached() {
        return DetachedReactor.create();
    }

    /**
     * A reactor with a thread of its own.
     *
     * <p>A channel that is given one waits there in every context. The reactor's thread only waits:
     * the reading and writing is done by the thread that polls.
     */
    public sealed interface Detached extends AutoCloseable permits DetachedReactor {

        /**
         * Ends the reactor and its thread. Pending waits fail with an {@link
         * IllegalStateException}, later ones too. The channels stay open. Idempotent, from any
         * thread. It waits for its thread for a moment, on a loop thread not at all.
         */
        @Override
        void close();
    }

    @Override
    public int park(long nanos) throws IOException {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "park(" + nanos + "): nanos must not be negative; no bound is Long.MAX_VALUE");
        }
        ReactorFailedException failed = failureFor("park");
        if (failed != null) {
            throw failed;
        }
        int dispatched = releaseClosed();
        if (nanos != 0 && dispatched == 0 && host.mayBlock()) {
            dropIdleInterest();
            dispatched = selector.select(onReady, selectTimeout(nanos));
        } else {
            dispatched += selector.selectNow(onReady);
        }
        if (selector.keys().size() < sources.size()) {
            dispatched += releaseInvalid();
        }
        dispatched += releaseClosed();
        host.awake();
        fire();
        return dispatched;
    }

    /** Milliseconds, rounded up, where zero is no bound. */
    static long selectTimeout(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return 0;
        }
        return (nanos - 1) / NANOS_PER_MILLI + 1; // nanos > 0
    }

    @Override
    public void unpark() {
        selector.wakeup();
    }

    /**
     * Whether a channel is registered.
     *
     * @return true while a channel is registered, also if nobody waits for it: another thread may
     *     close it
     */
    @Override
    public boolean hasInterest() {
        return !sources.isEmpty();
    }

    @Override
    public boolean canParkOn(Thread other) {
        return !other.isVirtual() || VirtualSelect.parksIn(selector);
    }

    @Override
    public void failed(Throwable cause) {
        failure = requireNonNull(cause, "cause"); // volatile write, before the wakers fire
        for (Source source : sources) {
            source.wakeBoth();
        }
        fire();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            selector.close(); // first, so that no channel has a key here when it binds anew
        } catch (IOException broken) {
            throw new UncheckedIOException("The selector of " + this + " did not close.", broken);
        } finally {
            closed = true;
            if (failure == null) {
                for (Source source : sources) {
                    source.contextEnded();
                }
            }
            sources.clear();
            stale.clear();
            fire();
        }
    }

    // for sources

    Thread thread() {
        return thread;
    }

    /**
     * False on a virtual thread that this carrier runs: like any other thread it hands over what
     * may lock the selector, since it can be unmounted inside of that.
     */
    boolean isOnCarrier() {
        return Thread.currentThread() == thread;
    }

    /** Whether the caller is polled by this carrier, on its thread or in place. */
    boolean isPolledHere() {
        return host instanceof Carrier carrier ? carrier.isCurrent() : isOnCarrier();
    }

    @Nullable ReactorFailedException failureFor(Object user) {
        Throwable cause = failure; // volatile read
        return cause == null
                ? null
                : new ReactorFailedException(
                        user + ": " + this + " has failed; open a new channel.", cause);
    }

    /** Registers a channel. */
    Source register(ChannelBinding binding, ReactorLease<SelectorReactor> lease)
            throws IOException {
        SelectionKey existing = binding.channel.keyFor(selector);
        if (existing != null) {
            if (existing.isValid()) {
                throw new IllegalStateException(
                        binding
                                + ": its NIO channel is in use in this context through another"
                                + " object. Wrap a channel once.");
            }
            flush(); // or the channel would get its cancelled key back
            fire();
        }
        SelectionKey key = binding.channel.register(selector, 0);
        Source source = new Source(this, binding, lease, key);
        key.attach(source);
        source.index = sources.size();
        sources.add(source);
        return source;
    }

    /** Forgets a source whose key is cancelled. */
    void remove(Source source) {
        if (closed) {
            return;
        }
        Source last = sources.removeLast();
        if (last != source) {
            last.index = source.index;
            sources.set(last.index, last);
        }
        if (source.stale) {
            source.stale = false;
            stale.remove(source);
        }
        if (sources.isEmpty()) {
            flush();
        }
    }

    void addStale(Source source) {
        if (!source.stale) {
            source.stale = true;
            stale.add(source);
        }
    }

    /** Notes an event; false if nobody waited for it. */
    boolean ready(Direction direction) {
        direction.ready = true;
        return collect(direction);
    }

    /** Takes the waker of a direction, to be fired. */
    boolean collect(Direction direction) {
        Waker waker = direction.waker;
        if (waker == null) {
            return false;
        }
        collected.add(waker); // first: it may throw
        direction.waker = null;
        return true;
    }

    /** Fires what was collected. */
    void fire() {
        collected.fire();
    }

    /** Takes a source that another thread has closed. */
    void pushClosed(Source source) {
        closedSources.push(source);
        selector.wakeup();
    }

    // private

    private static void onReady(SelectionKey key) {
        int ops;
        try {
            ops = key.readyOps();
        } catch (CancelledKeyException raced) {
            return; // by another thread, just now; the next select drops the key
        }
        ((Source) key.attachment()).onReady(ops);
    }

    private int releaseClosed() {
        int count = 0;
        Source source = closedSources.takeAll();
        while (source != null) {
            Source next = source.nextClosed;
            source.nextClosed = null;
            if (source.release()) {
                count++;
            }
            source = next;
        }
        return count;
    }

    private int releaseInvalid() {
        int count = 0;
        for (int i = sources.size() - 1; i >= 0; i--) {
            Source source = sources.get(i);
            if (!source.isRegistered()) {
                source.release(); // fills its place with the last one, which was looked at
                count++;
            }
        }
        return count;
    }

    private void dropIdleInterest() {
        if (stale.isEmpty()) {
            return;
        }
        for (Source source : stale) {
            source.stale = false;
            source.dropIdleInterest();
        }
        stale.clear();
    }

    /** Lets the selector give back the descriptors of closed channels. */
    private void flush() {
        try {
            selector.selectNow(onReady);
            selector.wakeup(); // the mark that selectNow may have taken
        } catch (IOException | ClosedSelectorException broken) {
            // the next park fails with the same
        }
    }

    @Override
    public String toString() {
        String state = failure != null ? ", failed" : closed ? ", closed" : "";
        return "SelectorReactor["
                + thread.getName()
                + ", "
                + sources.size()
                + " channels"
                + state
                + "]";
    }
}
