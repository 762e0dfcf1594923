package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** Reads the pf_context that native code polls a Java future with. */
@SuppressWarnings("restricted")
final class Contexts {
    private Contexts() {}

    static boolean isUsable(MemorySegment context) {
        if (!isOfThisVersion(context, Abi.CONTEXT_BYTES)) {
            return false;
        }
        MemorySegment vtable = at(context).get(ADDRESS, Abi.CONTEXT_WAKER_VTABLE);
        return isOfThisVersion(vtable, Abi.WAKER_VTABLE_BYTES)
                && vtable.reinterpret(Abi.WAKER_VTABLE_BYTES)
                                .get(ADDRESS, Abi.WAKER_WAKE_BY_REF)
                                .address()
                        != 0;
    }

    private static boolean isOfThisVersion(MemorySegment struct, long bytes) {
        if (struct.address() == 0) {
            return false;
        }
        MemorySegment head = struct.reinterpret(Abi.ABI + 4);
        return head.get(JAVA_INT, Abi.ABI) == Abi.VERSION
                && Integer.toUnsignedLong(head.get(JAVA_INT, Abi.SIZE)) >= bytes;
    }

    /** The waker of the context: the given one if that is the same, else a new clone. */
    static NativeWaker waker(MemorySegment context, @Nullable NativeWaker before) {
        MemorySegment vtable =
                at(context)
                        .get(ADDRESS, Abi.CONTEXT_WAKER_VTABLE)
                        .reinterpret(Abi.WAKER_VTABLE_BYTES);
        long data = at(context).get(JAVA_LONG, Abi.CONTEXT_WAKER_DATA);
        return before != null && before.isSameId(vtable, data)
                ? before
                : NativeWaker.cloneOf(vtable, data);
    }

    /**
     * The native future whose poll has lent the slot of this context, or null if it is not ours.
     */
    static @Nullable WakeTarget outer(MemorySegment context) {
        MemorySegment slot = at(context).get(ADDRESS, Abi.CONTEXT_SLOT);
        if (slot.address() == 0) {
            return null;
        }
        MemorySegment lent = slot.reinterpret(Abi.SLOT_BYTES);
        return lent.get(ADDRESS, Abi.SLOT_OWNER).address() == WakerTable.VTABLE.address()
                ? WakerTable.find(lent.get(JAVA_LONG, Abi.SLOT_OWNER_DATA))
                : null;
    }

    private static MemorySegment at(MemorySegment context) {
        return context.reinterpret(Abi.CONTEXT_BYTES);
    }
}
