package io.github.trunnion.netty;

import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFactory;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The reactor of Netty's channels: the carrier waits in an event loop of Netty.
 *
 * <p>{@link BridgeEventLoopGroup} has one on each carrier of an executor, which is what bootstraps
 * and libraries take. A future that brings its own channels acquires it through its context:
 *
 * <pre>{@code
 * lease = NettyReactor.acquire(cx.reactor(), NettyTransport.best());
 * bootstrap.group(lease.hook().eventLoop()).channel(lease.hook().transport().socketChannel());
 * }</pre>
 *
 * <p>The event loop runs on the carrier only, inside {@link #park}. Handlers of its channels run
 * there, so they must not block (E7). It is in use as long as a lease of this reactor is open.
 *
 * <p>Timeouts of {@link #park} are rounded up to milliseconds (H1). It cannot park on virtual
 * threads.
 */
public final class NettyReactor implements ReactorHook {
    /*
     * Overview
     *
     * A park is: run the tasks that were added to the event loop; if there were none look at events,
     * blocking only if nothing is to be done on this carrier, and run the tasks that came of it. Tasks first, because
     * most of them come from virtual threads of this very carrier: what they write goes out before
     * the carrier waits, without a wake-up. Who adds a task while the carrier does block wakes it,
     * see ParkWord.
     *
     * A park that has run tasks returns, for they may have fired wakers; the next one looks at
     * events. A task may make a virtual thread runnable, whose next write is a task again. Such a
     * chain is interrupted by looks at events (N6), which cost a system call each, once in a while
     * only.
     *
     * Netty's words for how long to wait are others than those of a park: zero is no bound there,
     * and negative is not at all. A bound above a second would arm a timer of the kernel at each
     * wait, so a longer one is made of several.
     *
     * A carrier outlives an event loop that was shut down. The hook stays in the slot then, idle;
     * when it is acquired anew it gets a new event loop.
     */
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_WAIT = 1_000_000_000;

    /** How long tasks of the event loop may keep virtual threads waiting, in nanoseconds. */
    private static final long TASK_BUDGET = 500_000;

    /** How many parks in a row may pass without a look at events. */
    private static final int CHAIN = 16;

    private final ReactorHost host;
    private final Thread thread;
    private final ParkWord word = new ParkWord();
    private final Waiters waiters = new Waiters();

    /** Another one when another group takes the carrier over; by the carrier, read anywhere. */
    private volatile NettyTransport transport;

    /** Null where the wait itself notices an interrupt; confined to the carrier. */
    private @Nullable InterruptWakeup interruptWakeup;

    /** Replaced on the carrier; volatile, for unpark reads it after it has marked the word. */
    private volatile CarrierLoop loop;

    /** Parks since the last look at events; confined to the carrier. */
    private int chain;

    /** Why this reactor failed; written by the carrier, read anywhere. */
    private volatile @Nullable Throwable failure;

    private boolean closed; // toString elsewhere may be late

    private NettyReactor(
            ReactorHost host, NettyTransport transport, @Nullable IoEventLoopGroup group) {
        this.host = host;
        this.thread = host.thread();
        this.transport = transport;
        this.loop = open(group);
        this.interruptWakeup = interruptWakeup(transport);
    }

    private @Nullable InterruptWakeup interruptWakeup(NettyTransport wanted) {
        return wanted == NettyTransport.NIO ? null : new InterruptWakeup(this::unpark);
    }

    private CarrierLoop open(@Nullable IoEventLoopGroup group) {
        return CarrierLoop.open(
                group, host, word, () -> wake(ParkWord.TASKS), transport.handlerFactory());
    }

    /**
     * A factory for {@link ReactorSlot#acquire(Class, ReactorFactory)}; {@link #acquire} is what
     * most callers want.
     *
     * @param transport what the carrier is to wait in
     * @return a factory of reactors
     * @throws IllegalStateException if the transport is not available here
     */
    public static ReactorFactory<NettyReactor> factory(NettyTransport transport) {
        return factory(transport, null);
    }

    private static ReactorFactory<NettyReactor> factory(
            NettyTransport transport, @Nullable IoEventLoopGroup group) {
        requireNonNull(transport, "transport").requireAvailable();
        return host -> new NettyReactor(requireNonNull(host, "host"), transport, group);
    }

    /**
     * Leases the reactor of an execution context, making it if there is none. During a poll, on the
     * carrier.
     *
     * @param slot the slot of the poll's context
     * @param transport what the carrier is to wait in
     * @return one lease, to be closed when the channels of its user are
     * @throws ReactorConflictException if the context holds another reactor, or one of Netty with
     *     another transport (C4)
     * @throws io.github.trunnion.futures.ReactorUnsupportedException if the context takes no
     *     reactor, or its thread is virtual (C5)
     * @throws IllegalStateException if the transport is not available here
     * @throws IOException if the reactor cannot be made
     */
    public static ReactorLease<NettyReactor> acquire(ReactorSlot slot, NettyTransport transport)
            throws IOException {
        return acquire(slot, transport, null);
    }

    static ReactorLease<NettyReactor> acquire(
            ReactorSlot slot, NettyTransport transport, @Nullable IoEventLoopGroup group)
            throws IOException {
        requireNonNull(slot, "slot");
        ReactorLease<NettyReactor> lease =
                slot.acquire(NettyReactor.class, factory(transport, group));
        try {
            lease.hook().requireFits(transport, group);
            return lease;
        } catch (Throwable refused) {
            lease.close();
            throw refused;
        }
    }

    private void requireFits(NettyTransport wanted, @Nullable IoEventLoopGroup group) {
        if (loop.isTerminated()) { // nothing is left of what was here
            transport = wanted;
            interruptWakeup = interruptWakeup(wanted);
            loop = open(group);
        } else if (transport != wanted) {
            throw new ReactorConflictException(
                    "This carrier waits in "
                            + this
                            + ", so the transport "
                            + wanted
                            + " cannot be used on it: a carrier parks in one reactor. Use "
                            + transport
                            + " here, or "
                            + wanted
                            + " on another executor.",
                    null);
        } else if (group != null && loop.group() != group) {
            throw new IllegalStateException(
                    "This carrier runs the "
                            + loop
                            + (loop.group() == null ? "" : " of " + loop.group())
                            + " already. An executor has one group of event loops at a time: use"
                            + " that group, or shut it down first, or take another executor.");
        }
    }

    /**
     * The event loop of this carrier, to register channels with.
     *
     * <p>Shutting it down closes its channels; the next {@link #acquire} makes another one.
     *
     * @return the event loop
     */
    public IoEventLoop eventLoop() {
        return loop;
    }

    CarrierLoop carrierLoop() {
        return loop;
    }

    /**
     * What the carrier waits in.
     *
     * @return the transport, which tells the classes of channels
     */
    public NettyTransport transport() {
        return transport;
    }

    Waiters waiters() {
        return waiters;
    }

    @Override
    public int park(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "park(" + nanos + "): nanos must not be negative; no bound is Long.MAX_VALUE");
        }
        requireCarrier();
        Throwable cause = failure; // volatile read
        if (cause != null) {
            throw failed("park", cause);
        }
        CarrierLoop current = loop;
        boolean unparked = word.take();
        if (current.isTerminated()) {
            return 0;
        }
        host.awake();
        int done = current.runNonBlockingTasks(TASK_BUDGET);
        if (current.isShuttingDown()) {
            return end(current, done, unparked ? 0 : nanos);
        }
        if (done > 0 && nanos > 0 && chain < CHAIN) {
            chain++;
            return done; // they may have fired wakers, so this park must not block (H2)
        }
        chain = 0;
        return done == 0 && nanos > 0 && !unparked && host.mayBlock()
                ? block(current, nanos)
                : done + current.run(-1, TASK_BUDGET);
    }

    private int end(CarrierLoop current, int done, long nanos) {
        GracefulEnd ending = current.ending();
        return ending == null ? done + current.run(-1) : ending.park(current, word, done, nanos);
    }

    private int block(CarrierLoop current, long nanos) {
        if (!word.enter(ParkWord.BLOCKING)) {
            word.leave();
            return current.run(-1, TASK_BUDGET);
        }
        InterruptWakeup interruptible = interruptWakeup;
        if (interruptible != null) {
            interruptible.enter();
        }
        try {
            return nanos == Long.MAX_VALUE
                    ? current.run(0, TASK_BUDGET)
                    : blockBounded(current, roundUp(nanos));
        } finally {
            if (interruptible != null) {
                interruptible.leave();
            }
            word.leave();
        }
    }

    private int blockBounded(CarrierLoop current, long nanos) {
        long left = nanos;
        int done = 0;
        while (done == 0 && left > 0 && current.canBlock()) {
            long wait = Math.min(left, LONGEST_WAIT);
            done = current.run(wait, TASK_BUDGET);
            left -= wait; // what ended it early ends the park
        }
        return done;
    }

    /** Milliseconds are what selectors wait for; rounded down they would spin. */
    static long roundUp(long nanos) {
        return nanos > Long.MAX_VALUE - NANOS_PER_MILLI
                ? Long.MAX_VALUE / NANOS_PER_MILLI * NANOS_PER_MILLI
                : ((nanos - 1) / NANOS_PER_MILLI + 1) * NANOS_PER_MILLI;
    }

    private void requireCarrier() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    this
                            + " was run on "
                            + Thread.currentThread()
                            + ". Only the carrier, "
                            + thread
                            + ", runs its event loop (H2).");
        }
    }

    @Override
    public void unpark() {
        wake(ParkWord.UNPARKED);
    }

    /** Also for a task that an event loop of the past was given: who marks the word has to wake. */
    private void wake(int reason) {
        int where = word.mark(reason);
        loop.handler().wake(where); // volatile read after the mark: the loop that it sleeps in
    }

    /**
     * Whether the event loop lives.
     *
     * @return true until it was shut down: other threads may give it work at any time
     */
    @Override
    public boolean hasInterest() {
        return !loop.isTerminated();
    }

    @Override
    public void failed(Throwable cause) {
        failure = requireNonNull(cause, "cause"); // volatile write, before the wakers fire
        try {
            endNow();
        } catch (Throwable again) {
            if (again != cause) {
                cause.addSuppressed(again);
            }
        }
        waiters.wakeAll();
    }

    /**
     * Closes the channels of the event loop and ends it. Where the caller is a virtual thread,
     * which may only be when nothing is left to close, the carrier does so a moment later.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (Thread.currentThread() == thread) {
            endNow();
            waiters.wakeAll();
        } else {
            endOnCarrier();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the termination future tells
    private void endOnCarrier() {
        try {
            BridgeExecutor.spawnHere(
                    cx -> {
                        endNow();
                        return Poll.ready(this);
                    });
        } catch (RejectedExecutionException | IllegalStateException ending) {
            loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
            loop.handler().destroy(); // its descriptors; it has no channels
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the termination future tells
    private void endNow() {
        CarrierLoop current = loop;
        if (!current.isShuttingDown()) {
            current.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        }
        current.finish();
    }

    /** The exception for who waits here after a failure; null if there was none. */
    @Nullable ReactorFailedException failureFor(Object user) {
        Throwable cause = failure; // volatile read
        return cause == null ? null : failed(user, cause);
    }

    private ReactorFailedException failed(Object user, Throwable cause) {
        return new ReactorFailedException(
                user
                        + ": "
                        + this
                        + " has failed, and its channels are closed. Open another"
                        + " BridgeEventLoopGroup, or acquire the reactor anew.",
                cause);
    }

    @Override
    public String toString() {
        String state = failure != null ? ", failed" : closed ? ", closed" : "";
        return "NettyReactor[" + thread.getName() + ", " + transport + state + "]";
    }
}
