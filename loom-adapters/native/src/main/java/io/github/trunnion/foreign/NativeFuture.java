package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.util.Objects.requireNonNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Throwing;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.futures.WrongContextException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.RejectedExecutionException;

/** A pf_future as a poll-future; it owns the native object and drops it exactly once. */
final class NativeFuture<T extends @Nullable Object> implements PollFuture<T> {
    /*
     * Overview
     *
     * Confined to the thread that polls. A poll is: write the waker of the context into the target
     * and the held reactor into the slot, call the native poll, look what it has put into the slot.
     *
     * What the native side registers in that slot becomes the reactor of the Java slot (NativeSlot).
     *
     * The native object may be bound to its OS thread. So on a virtual thread it is polled only if
     * that is mounted on the carrier that it belongs to; any other one hands it to a carrier.
     *
     * Ends. Each is entered once, from LIVE: `state` leaves LIVE before the native object is dropped,
     * and what a panic in the native drop throws changes nothing more. A future that is cancelled
     * inside its own poll, against F7, is dropped when that poll has returned.
     */
    private enum State {
        LIVE,
        DONE,
        CANCELLED
    }

    private final MemorySegment future;
    private final FutureType type;
    private final ResultReader<? extends T> reader;
    private final Throwing.@Nullable Consumer<? super T> discard;

    private State state = State.LIVE;
    private boolean inPoll;
    private @Nullable WakeTarget target;
    private @Nullable HandedOver<T> handed;

    NativeFuture(
            MemorySegment future,
            ResultReader<? extends T> reader,
            Throwing.@Nullable Consumer<? super T> discard) {
        this.future = future;
        this.reader = reader;
        this.discard = discard;
        this.type = FutureType.of(future);
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
        requireNonNull(cx, "cx");
        if (state != State.LIVE) {
            throw new IllegalStateException(
                    this
                            + (state == State.CANCELLED
                                    ? " was polled after it was cancelled (F7)"
                                    : " was polled after it was done (F3)"));
        }
        if (inPoll) {
            throw new IllegalStateException(
                    this + " was polled inside its own poll. A waker is not the place to poll.");
        }
        if (handed != null || isOnForeignVirtualThread()) {
            return pollHanded(cx);
        }
        return pollHere(cx);
    }

    private Poll<T> pollHere(Context cx) throws Exception {
        ReactorSlot slot = cx.reactor();
        requireReactor(slot);
        WakeTarget to = target;
        if (to == null) {
            to = WakerTable.allocate(type);
            target = to;
        }
        Waker before = to.replaceWaker(cx.waker());
        NativeSlot.offer(slot, to);
        int code;
        inPoll = true;
        to.pollBegins(cx);
        try {
            code = Abi.call(type.poll, future, to.memory);
        } finally {
            to.pollEnds();
            inPoll = false;
        }
        if (code < 0) {
            giveBackWaker(to, before);
            throw misused("poll", code);
        }
        adopt(slot, to);
        if (state != State.LIVE) {
            state = State.DONE;
            drop();
            throw new IllegalStateException(
                    this + " was cancelled inside its own poll, against F7.");
        }
        return switch (code) {
            case Abi.PENDING -> Poll.pending();
            case Abi.READY, Abi.FAILED, Abi.PANICKED -> Poll.ready(finish(to.memory));
            default -> throw unknown(code);
        };
    }

    /** Nothing was polled: the owner who polled before goes on, and may have missed a wake. */
    private static void giveBackWaker(WakeTarget to, @Nullable Waker before) {
        to.replaceWaker(before);
        if (before != null) {
            Wakers.fire(before);
        }
    }

    // Reactors

    /** Checks that the reactor that this future waits in, if any, is that of this context. */
    private void requireReactor(ReactorSlot slot) {
        ReactorLease<NativeReactor> held = target == null ? null : target.lease;
        if (held == null) {
            return;
        }
        try {
            held.hook();
        } catch (ReactorFailedException failed) {
            state = State.DONE;
            dropAfter(failed);
            throw failed;
        }
        if (!held.isCurrent(slot)) {
            throw new WrongContextException(
                    this
                            + " waits in "
                            + held
                            + " and was polled in another context, that of "
                            + slot
                            + ". A native future stays with the context of its first poll (F9).");
        }
    }

    private void adopt(ReactorSlot slot, WakeTarget to) throws IOException {
        try {
            NativeSlot.adopt(slot, to);
        } catch (Throwable refused) {
            // Read first: after the drop this memory may be lent to a future of another carrier.
            MemorySegment vtable = to.memory.get(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_VTABLE);
            MemorySegment data = to.memory.get(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_DATA);
            state = State.DONE;
            dropAfter(refused);
            if (vtable.address() != 0) { // it was not taken
                NativeReactor.discard(vtable, data);
            }
            throw refused;
        }
    }

    // Ends

    private T finish(MemorySegment memory) throws Exception {
        state = State.DONE;
        NativeResult.prepare(memory, WakerTable.RESULT_AT);
        int code =
                Abi.call(type.take, future, memory.asSlice(WakerTable.RESULT_AT, Abi.RESULT_BYTES));
        if (code < 0) {
            IllegalStateException misused = misused("take", code);
            dropAfter(misused);
            throw misused;
        }
        NativeResult result = NativeResult.of(type, memory, WakerTable.RESULT_AT);
        try {
            drop(); // first: the memory of the target is free then, and the result is copied out
        } catch (NativePanicException left) {
            Upcalls.report(left); // of what was left over; the result is there
        }
        try {
            return switch (result.status()) {
                case Abi.READY -> reader.read(result);
                case Abi.PANICKED -> throw new NativePanicException(result.text());
                default -> throw Failures.of(result, type, future);
            };
        } finally {
            result.free();
        }
    }

    @Override
    public void cancel() {
        if (state != State.LIVE) {
            return;
        }
        state = State.CANCELLED;
        if (handed != null) {
            handed.cancel();
        } else if (!inPoll) {
            int refused = tryDrop();
            if (refused != 0) {
                if (state == State.CANCELLED) { // else its owner, who polls beside this, ended it
                    state = State.LIVE; // nothing has happened, and its owner may go on
                }
                throw notDropped(refused);
            }
        }
    }

    @Override
    public void onDiscard(T value) {
        if (discard == null) {
            return;
        }
        try {
            discard.accept(value);
        } catch (Throwable thrown) {
            Upcalls.report(thrown);
        }
    }

    /** Drops the native object, at the end of its life; a panic in there is thrown. */
    void drop() {
        int refused = tryDrop();
        if (refused != 0) {
            throw notDropped(refused);
        }
    }

    private IllegalStateException notDropped(int code) {
        return new IllegalStateException(
                this
                        + " was not dropped: "
                        + Abi.error(code)
                        + ". Cancel it, or poll it to its end, on the thread that has polled it.");
    }

    /** The same, but returns the code of a refusal, which has changed nothing; else 0. */
    private int tryDrop() {
        MemorySegment panic = target == null ? MemorySegment.NULL : resultOf(target);
        int code = Abi.call(type.drop, future, panic);
        WakeTarget to = target; // the carrier may drop, and clear it, as soon as it is queued
        if (code == Abi.E_THREAD
                && to != null
                && to.reactor != null
                && to.reactor.dropAtHome(this)) {
            to.wake(); // the carrier need not be parked in that reactor
            return 0;
        }
        if (code < 0) {
            return code;
        }
        String message = code == Abi.PANICKED ? panicMessage() : "";
        if (to != null) {
            if (to.lease != null) {
                to.lease.close();
            }
            WakerTable.free(to);
            target = null;
        }
        if (code == Abi.PANICKED) {
            throw new NativePanicException(message);
        }
        return 0;
    }

    private void dropAfter(Throwable failure) {
        try {
            drop();
        } catch (Throwable thrown) {
            failure.addSuppressed(thrown);
        }
    }

    private static MemorySegment resultOf(WakeTarget target) {
        return NativeResult.prepare(target.memory, WakerTable.RESULT_AT);
    }

    private String panicMessage() {
        if (target == null) {
            return "A native future that was never polled panicked when it was dropped.";
        }
        NativeResult panic = NativeResult.of(type, target.memory, WakerTable.RESULT_AT);
        try {
            return panic.text();
        } finally {
            panic.free();
        }
    }

    private IllegalStateException unknown(int code) {
        IllegalStateException unknown =
                new IllegalStateException(
                        "poll of "
                                + this
                                + " returned "
                                + code
                                + ", which pollfuture.h does not know. The library breaks the"
                                + " ABI.");
        state = State.DONE;
        dropAfter(unknown);
        return unknown;
    }

    private IllegalStateException misused(String what, int code) {
        if (code == Abi.E_STATE) {
            return new IllegalStateException(
                    what + " of " + this + " was refused: " + Abi.error(code) + ".");
        }
        return new IllegalStateException(
                what
                        + " of "
                        + this
                        + " was refused: "
                        + Abi.error(code)
                        + ". A native future has one owner, which polls it on one thread (F4,"
                        + " F9).");
    }

    // Virtual threads

    private static boolean isOnForeignVirtualThread() {
        if (!Thread.currentThread().isVirtual()) {
            return false;
        }
        BridgeExecutor executor = BridgeExecutor.current();
        return executor == null || !executor.awaitsInPlace();
    }

    private Poll<T> pollHanded(Context cx) throws Exception {
        HandedOver<T> over = handed;
        if (over == null) {
            if (target != null) {
                throw new IllegalStateException(
                        this
                                + " was polled on a carrier first and now on "
                                + Thread.currentThread()
                                + ". A native future stays with its owner (F9).");
            }
            try {
                over =
                        new HandedOver<>(
                                new NativeFuture<>(future, reader, discard),
                                BridgeExecutor.shared());
                handed = over;
            } catch (RejectedExecutionException ended) {
                state = State.DONE;
                dropAfter(ended);
                throw ended;
            }
        }
        Poll<T> poll;
        try {
            poll = over.poll(cx);
        } catch (Throwable failure) {
            state = State.DONE;
            throw failure;
        }
        if (poll.isReady()) {
            state = State.DONE;
        }
        return poll;
    }

    @Override
    public String toString() {
        return "native future " + Long.toHexString(future.address());
    }
}
