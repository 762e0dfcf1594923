package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import org.junit.jupiter.api.BeforeAll;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The kit on the reactor of the Rust crate; its interest is that of a read. */
class RustReactorVerificationTest extends ReactorHookVerification<NativeReactor> {
    private static RustLibrary rust;

    @BeforeAll
    static void build() {
        rust = RustLibrary.get();
    }

    @Override
    protected NativeReactor createHook(ReactorHost host) {
        MethodHandle make = rust.function("demo_reactor", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(Abi.SLOT_BYTES, 8);
            int code = (int) make.invokeExact(slot);
            if (code != 0) {
                throw new AssertionError("demo_reactor: " + code);
            }
            return new NativeReactor(
                    slot.get(ADDRESS, Abi.SLOT_VTABLE), slot.get(ADDRESS, Abi.SLOT_DATA), host);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected HookEvent arm(NativeReactor hook, Context cx) throws Exception {
        int event = Native.newEvent();
        PollFuture<Long> read =
                NativeFutures.wrap(rust.make("demo_event_wait", event), NativeResult::value);
        if (read.poll(cx).isReady()) {
            throw new AssertionError("the event is set");
        }
        AtomicInteger open = new AtomicInteger(event); // fire may come after close
        return HookEvent.of(
                () -> {
                    synchronized (open) {
                        if (open.get() >= 0) {
                            Native.addToEvent(event);
                        }
                    }
                },
                () -> {
                    read.cancel();
                    synchronized (open) {
                        open.set(-1);
                        Native.close(event);
                    }
                });
    }

    @Override
    protected boolean countsEventsExactly() {
        return true;
    }

    @Override
    protected boolean dropsInterest() {
        return true;
    }

    @Override
    protected boolean refusesParkWhenFailed() {
        return true;
    }

    @Override
    protected BooleanSupplier released(NativeReactor hook) {
        return hook::isReleased;
    }
}
