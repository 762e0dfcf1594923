package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Java future that native code polls, takes and drops. */
final class ExportedFuture<T extends @Nullable Object> extends HandleTable.Entry {
    /*
     * Overview
     *
     * Native code has the address of the memory of a table entry: the vtable, then the id. Who enters
     * a call claims `inside`, and has the rest alone until it has left; so a call from inside of
     * another one, or beside it, is refused and changes nothing.
     *
     * A poll that comes from within a poll of a NativeFuture belongs to the execution context of that
     * one: the slot that native code passes on names its target, and the target has the context. What
     * native code has registered in the slot in this very poll becomes the reactor of the Java slot
     * before the Java future sees that; and what the Java future registers is shown to native code
     * afterwards. Any other poll has a context without a reactor.
     *
     * The future sees one waker in all its polls, behind which the clone is replaced.
     */
    private static final HandleTable<ExportedFuture<?>> FUTURES = new HandleTable<>(16);

    private enum State {
        LIVE,
        VALUE,
        FAILURE,
        TAKEN
    }

    private final PollFuture<? extends T> future;
    private final Throwing.Function<? super T, NativeValue> writer;

    /** Set by the call that is going on; what it guards is published by it. */
    private final AtomicBoolean inside = new AtomicBoolean();

    private State state = State.LIVE;
    private @Nullable T value;
    private @Nullable Throwable failure;
    private final LatestWaker waker = new LatestWaker();

    private ExportedFuture(
            long id,
            MemorySegment memory,
            PollFuture<? extends T> future,
            Throwing.Function<? super T, NativeValue> writer) {
        super(id, memory);
        this.future = future;
        this.writer = writer;
        memory.set(ADDRESS, 0, ExportVtable.INSTANCE);
        memory.set(JAVA_LONG, 8, id);
    }

    /** Makes a pf_future, which belongs to the caller. */
    static <T extends @Nullable Object> MemorySegment export(
            PollFuture<? extends T> future, Throwing.Function<? super T, NativeValue> writer) {
        return FUTURES.add((id, memory) -> new ExportedFuture<T>(id, memory, future, writer))
                .memory;
    }

    /** The future behind an address that native code has, or null if it was dropped. */
    @SuppressWarnings("restricted")
    static @Nullable ExportedFuture<?> at(MemorySegment address) {
        return address.address() == 0
                ? null
                : FUTURES.find(address.reinterpret(16).get(JAVA_LONG, 8));
    }

    /** How many were not dropped. */
    static long live() {
        return FUTURES.live();
    }

    // The functions of the vtable, in the words of the ABI

    int poll(MemorySegment context) {
        if (!Contexts.isUsable(context)) {
            return Abi.E_ARG;
        }
        if (inside.getAndSet(true)) { // full order, as each claim
            return Abi.E_BUSY;
        }
        try {
            return state == State.LIVE ? pollLive(context) : Abi.E_DONE;
        } finally {
            inside.set(false); // volatile write: publishes to the next claim
        }
    }

    private int pollLive(MemorySegment context) {
        waker.renew(context);
        try {
            Poll<? extends T> poll = pollIn(context);
            if (poll instanceof Poll.Ready<? extends T> ready) {
                value = ready.value();
                state = State.VALUE;
            }
        } catch (Throwable thrown) {
            failure = thrown;
            state = State.FAILURE;
        }
        return switch (state) {
            case VALUE -> Abi.READY;
            case FAILURE -> ResultOut.status(failure);
            default -> Abi.PENDING;
        };
    }

    private Poll<? extends T> pollIn(MemorySegment context) throws Exception {
        WakeTarget outer = Contexts.outer(context);
        Context cx = outer == null ? null : outer.polling();
        if (outer == null || cx == null) {
            return nonNull(future.poll(Context.of(waker)));
        }
        ReactorSlot slot = cx.reactor();
        if (slot != ReactorSlot.unsupported()) {
            NativeSlot.adopt(slot, outer);
        }
        try {
            return nonNull(future.poll(cx.withWaker(waker)));
        } finally {
            NativeSlot.offer(slot, outer);
        }
    }

    private Poll<? extends T> nonNull(@Nullable Poll<? extends T> poll) {
        if (poll == null) {
            throw new NullPointerException("poll of " + future + " returned null");
        }
        return poll;
    }

    int take(MemorySegment out) {
        if (out.address() == 0) {
            return Abi.E_ARG;
        }
        if (inside.getAndSet(true)) {
            return Abi.E_BUSY;
        }
        try {
            State ended = state;
            if (ended != State.VALUE && ended != State.FAILURE) {
                return Abi.E_STATE;
            }
            state = State.TAKEN;
            T taken = value;
            value = null;
            return ended == State.VALUE
                    ? ResultOut.value(out, writer, taken)
                    : ResultOut.failure(out, failure);
        } finally {
            inside.set(false);
        }
    }

    int drop() {
        if (inside.getAndSet(true)) { // and it stays claimed
            return Abi.E_BUSY;
        }
        try {
            switch (state) {
                case LIVE -> future.cancel();
                case VALUE -> discard(future, value);
                default -> {}
            }
        } catch (Throwable thrown) {
            Upcalls.report(thrown); // against F7
        }
        state = State.TAKEN;
        value = null;
        waker.end();
        FUTURES.remove(this);
        return 0;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value came from this very future
    private static <U extends @Nullable Object> void discard(
            PollFuture<U> from, @Nullable Object value) {
        from.onDiscard((U) value);
    }

    @Override
    public String toString() {
        return "exported " + future;
    }
}
