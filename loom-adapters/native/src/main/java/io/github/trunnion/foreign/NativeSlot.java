package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The pf_hook_slot of a native future, beside the slot of the carrier that polls it. */
final class NativeSlot {
    /*
     * Overview
     *
     * The slot in native memory is one future's own, and belongs to the poll that is going on. What
     * the native side registers there becomes the reactor of the Java slot at the end of the poll, or
     * before a Java future that is polled inside of this poll needs it (adopt); from then on it is
     * leased, so nothing can replace it. Whether another reactor may be replaced or is in conflict is
     * decided by the Java slot alone; so a future that can wait in one reactor only is shown an empty
     * slot unless the slot holds that one.
     */
    private NativeSlot() {}

    /**
     * Shows the native side the slot, if there is one, with the reactor that it holds. On the
     * carrier, before its poll, or inside when the slot may have got one.
     */
    static void offer(ReactorSlot slot, WakeTarget to) {
        MemorySegment memory = to.memory;
        boolean takesReactors = slot != ReactorSlot.unsupported() && !to.type.isSend();
        MemorySegment shown = takesReactors ? to.slot : MemorySegment.NULL;
        memory.set(ADDRESS, WakerTable.CONTEXT_AT + Abi.CONTEXT_SLOT, shown);
        NativeReactor held = takesReactors ? heldBy(slot, to.type) : null;
        setSlot(
                memory,
                held == null ? MemorySegment.NULL : held.vtable,
                held == null ? MemorySegment.NULL : held.data);
    }

    private static void setSlot(MemorySegment memory, MemorySegment vtable, MemorySegment data) {
        memory.set(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_DATA, data);
        memory.set(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_VTABLE, vtable);
    }

    private static @Nullable NativeReactor heldBy(ReactorSlot slot, FutureType type) {
        return slot.held() instanceof NativeReactor reactor && type.mayUse(reactor.vtable)
                ? reactor
                : null;
    }

    /**
     * Makes what the native side has registered, if anything, the reactor of the Java slot, and
     * leases it for the future. When it throws, the reference in the native slot is still to be
     * given back, unless the slot is empty then.
     */
    static void adopt(ReactorSlot slot, WakeTarget to) throws IOException {
        MemorySegment vtable = to.memory.get(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_VTABLE);
        if (vtable.address() == 0) {
            return;
        }
        MemorySegment data = to.memory.get(ADDRESS, WakerTable.SLOT_AT + Abi.SLOT_DATA);
        NativeReactor held = slot.held() instanceof NativeReactor reactor ? reactor : null;
        if (held != null && held.is(vtable, data)) {
            if (to.lease == null && to.type.mayUse(vtable)) {
                lease(to, slot.acquire(held));
            }
        } else if (held != null) { // another native one, which is replaced if it is idle
            lease(to, slot.acquire(new NativeReactor(vtable, data, held.host)));
        } else {
            lease(to, slot.acquire(NativeReactor.class, host -> taken(to, vtable, data, host)));
            setSlot(to.memory, vtable, data);
        }
    }

    /** From here on the slot gives the reactor back. */
    private static NativeReactor taken(
            WakeTarget to, MemorySegment vtable, MemorySegment data, ReactorHost host) {
        NativeReactor made = new NativeReactor(vtable, data, host);
        setSlot(to.memory, MemorySegment.NULL, MemorySegment.NULL);
        return made;
    }

    private static void lease(WakeTarget to, ReactorLease<NativeReactor> lease) {
        if (to.lease != null) { // of a reactor that has gone meanwhile
            to.lease.close();
        }
        to.lease = lease;
        to.reactor = lease.hook();
    }
}
