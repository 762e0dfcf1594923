package io.github.trunnion.foreign;

import io.github.trunnion.futures.Wakers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Methods that native code calls. None of them may throw: that would end the JVM. */
final class Upcalls {
    private Upcalls() {}

    /** A stub for a static method of the lookup's class, for ever. */
    @SuppressWarnings("restricted")
    static MemorySegment stub(
            MethodHandles.Lookup lookup, String method, MethodType type, FunctionDescriptor as) {
        try {
            return Abi.LINKER.upcallStub(
                    lookup.findStatic(lookup.lookupClass(), method, type), as, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Tells the uncaught handler of this thread, and throws nothing. */
    static void report(Throwable thrown) {
        try {
            Wakers.fire(
                    () -> {
                        throw Upcalls.<RuntimeException>sneaky(thrown);
                    });
        } catch (Throwable again) {
            // the handler of last resort has failed; there is nobody left to tell
        }
    }

    /** Throws whatever it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
