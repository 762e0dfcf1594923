package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The reactor of a native library, registered by one of its futures. */
final class NativeReactor implements ReactorHook {
    /*
     * Overview
     *
     * Confined to the carrier, except unpark, toString and dropAtHome.
     *
     * The native object is reference-counted, and one reference is ours. An unpark on another thread
     * and the close on the carrier do not wait for each other: see Uses. An unpark that is under way
     * when the carrier closes calls a closed reactor, which the ABI makes harmless, and then it is
     * the one that releases.
     *
     * A thread in native code does not notice an interrupt; InterruptUnpark makes it an unpark.
     *
     * Futures that are bound to this thread and were cancelled on another one are queued, and dropped
     * at the begin of the next park, or at the close. Who queues: push, then read closed. Who closes:
     * write closed, then drop what is queued. One of the two sees the other.
     *
     * A potential race (is safely handled). The carrier finds no interest and no queue, and parks
     * elsewhere; thread A queues a future. The unpark of this reactor reaches nobody. So A wakes the
     * future's waker, too: the carrier comes round, finds the queue and so an interest, and drops.
     */
    final MemorySegment vtable;
    final MemorySegment data;
    final ReactorHost host;

    private final String name;
    private final MemorySegment park;
    private final MemorySegment unpark;
    private final MemorySegment hasInterest;
    private final MemorySegment fail;
    private final MemorySegment close;
    private final MemorySegment release;
    private final InterruptUnpark interrupts = new InterruptUnpark(this::unpark);

    /** Pushed by any thread. */
    private final ConcurrentLinkedQueue<NativeFuture<?>> toDrop = new ConcurrentLinkedQueue<>();

    private @Nullable Throwable failure;

    /** Written by the carrier before it drops what is queued, read after a push. */
    private volatile boolean closed;

    private final Uses uses = new Uses();

    /** Takes over the reference that a future has put into a slot. */
    NativeReactor(MemorySegment vtable, MemorySegment data, ReactorHost host) {
        this.vtable = Abi.vtable(vtable, Abi.HOOK_VTABLE_BYTES, "a native reactor");
        this.data = data;
        this.host = host;
        this.name = name(this.vtable);
        this.park = Abi.required(this.vtable, Abi.HOOK_PARK, "park");
        this.unpark = Abi.required(this.vtable, Abi.HOOK_UNPARK, "unpark");
        this.hasInterest = this.vtable.get(ADDRESS, Abi.HOOK_HAS_INTEREST);
        this.fail = Abi.required(this.vtable, Abi.HOOK_FAIL, "fail");
        this.close = Abi.required(this.vtable, Abi.HOOK_CLOSE, "close");
        this.release = Abi.required(this.vtable, Abi.HOOK_RELEASE, "release");
        Abi.required(this.vtable, Abi.HOOK_RETAIN, "retain"); // for native code
    }

    @SuppressWarnings("restricted")
    private static String name(MemorySegment vtable) {
        MemorySegment text = vtable.get(ADDRESS, Abi.HOOK_NAME);
        return text.address() == 0 ? "unnamed" : text.reinterpret(4096).getString(0);
    }

    /** Gives back a reactor that no slot has taken; on the thread that it was registered on. */
    static void discard(MemorySegment vtable, MemorySegment data) {
        MemorySegment table = Abi.vtable(vtable, Abi.HOOK_VTABLE_BYTES, "a native reactor");
        Abi.callVoid(Abi.required(table, Abi.HOOK_CLOSE, "close"), data);
        Abi.callVoid(Abi.required(table, Abi.HOOK_RELEASE, "release"), data);
    }

    boolean is(MemorySegment otherVtable, MemorySegment otherData) {
        return vtable.address() == otherVtable.address() && data.address() == otherData.address();
    }

    @Override
    public int park(long nanos) throws IOException {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "park(" + nanos + "): nanos must not be negative; no bound is Long.MAX_VALUE");
        }
        if (failure != null) {
            throw new ReactorFailedException(
                    this + " has failed; poll a new future, which brings a new one.", failure);
        }
        int dropped = dropQueued();
        int events;
        if (nanos == 0 || dropped > 0) {
            events = Abi.callPark(park, data, 0);
        } else {
            interrupts.enter();
            try {
                events = Abi.callPark(park, data, host.mayBlock() ? nanos : 0);
            } finally {
                interrupts.exit();
            }
        }
        if (events < 0) {
            throw new IOException(this + " failed to park: " + Abi.error(events));
        }
        return events;
    }

    /** Any thread. */
    @Override
    public void unpark() {
        if (uses.enter()) {
            try {
                Abi.callVoid(unpark, data);
            } finally {
                leave();
            }
        }
    }

    private void leave() {
        if (uses.leave()) {
            Abi.callVoid(release, data);
        }
    }

    @Override
    public boolean hasInterest() {
        return !toDrop.isEmpty()
                || hasInterest.address() == 0
                || Abi.callInt(hasInterest, data) != 0;
    }

    @Override
    public void failed(Throwable cause) {
        failure = cause;
        Abi.callVoid(fail, data);
    }

    @Override
    public void close() {
        closed = true; // volatile write
        dropQueued();
        try {
            Abi.callVoid(close, data);
        } finally {
            leave();
        }
    }

    @Override
    public boolean isSame(ReactorHook other) {
        return other instanceof NativeReactor reactor && is(reactor.vtable, reactor.data);
    }

    /**
     * Has the carrier drop a future that is bound to its thread. Any other thread.
     *
     * @return false if there is no such carrier any more
     */
    boolean dropAtHome(NativeFuture<?> future) {
        toDrop.add(future);
        unpark();
        return !closed || !toDrop.remove(future); // volatile read
    }

    private int dropQueued() {
        int dropped = 0;
        for (NativeFuture<?> future = toDrop.poll(); future != null; future = toDrop.poll()) {
            dropped++;
            try {
                future.drop();
            } catch (Throwable thrown) {
                Upcalls.report(thrown);
            }
        }
        return dropped;
    }

    /** Whether the native object was released; for tests. */
    boolean isReleased() {
        return uses.isOver();
    }

    @Override
    public String toString() {
        String state = closed ? ", closed" : failure != null ? ", failed" : "";
        return "NativeReactor[" + name + " " + Long.toHexString(data.address()) + state + "]";
    }
}
