package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Throwing;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Futures of a native library that implements {@code pollfuture.h}, as poll-futures.
 *
 * <p>A native future may bring a reactor of its own: it registers it through the context of the
 * poll, and the carrier parks inside the library. There is no thread for each future and no runtime
 * in the library.
 *
 * <pre>{@code
 * NativeFutures demo = NativeFutures.load(SymbolLookup.libraryLookup(path, Arena.global()));
 * MethodHandle sleep = demo.constructor("demo_sleep", ValueLayout.JAVA_LONG);
 * PollFuture<Long> future =
 *         NativeFutures.wrap((MemorySegment) sleep.invokeExact(10L), NativeResult::value);
 * long slept = BlockOn.run(future);
 * }</pre>
 *
 * <p>A library is looked up in the global arena: wakers, futures and reactors may be called or
 * freed long after the last future is done, so it must never be unloaded.
 *
 * <p>Start the JVM with {@code --enable-native-access=io.github.trunnion.foreign}, on the class
 * path with {@code ALL-UNNAMED}. Without it JDK 25 prints a warning; a later JDK will refuse.
 */
@SuppressWarnings("restricted")
public final class NativeFutures {

    /** The version of {@code pollfuture.h} that this module speaks. */
    public static final int ABI_VERSION = Abi.VERSION;

    private final SymbolLookup library;

    private NativeFutures(SymbolLookup library) {
        this.library = library;
    }

    /**
     * Looks at a library and its version of the ABI.
     *
     * @param library a lookup in the global arena
     * @return its futures
     * @throws IllegalArgumentException if it does not export {@code pf_abi_version}, or is built
     *     for another version than {@link #ABI_VERSION}
     */
    public static NativeFutures load(SymbolLookup library) {
        requireNonNull(library, "library");
        if (ADDRESS.byteSize() != 8) {
            throw new UnsupportedOperationException(
                    "Native futures need a 64-bit JVM; this one has addresses of "
                            + ADDRESS.byteSize()
                            + " bytes.");
        }
        MemorySegment version =
                library.find("pf_abi_version")
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The library does not export pf_abi_version, so it"
                                                    + " has no futures of pollfuture.h. In Rust,"
                                                    + " pollfuture::library!() exports it."));
        MethodHandle call = Abi.LINKER.downcallHandle(version, FunctionDescriptor.of(JAVA_INT));
        int found;
        try {
            found = (int) call.invokeExact();
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
        if (found != ABI_VERSION) {
            throw new IllegalArgumentException(
                    "The library speaks version "
                            + Integer.toUnsignedString(found)
                            + " of pollfuture.h, and this module version "
                            + ABI_VERSION
                            + ". Build it against the header of this module"
                            + " (NativeFutures.header()).");
        }
        return new NativeFutures(library);
    }

    /**
     * A function of the library that makes a future: it takes the given parameters and returns a
     * {@code pf_future *}.
     *
     * <p>The handle returns a {@link MemorySegment}, for {@link #wrap}.
     *
     * @param name the name of the function
     * @param parameters its parameters
     * @return a handle that calls it
     * @throws IllegalArgumentException if the library does not export it
     */
    public MethodHandle constructor(String name, MemoryLayout... parameters) {
        MemorySegment function =
                library.find(requireNonNull(name, "name"))
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The library does not export "
                                                        + name
                                                        + ". In Rust, pollfuture::export! { … }"
                                                        + " exports the functions inside it."));
        return Abi.LINKER.downcallHandle(function, FunctionDescriptor.of(ADDRESS, parameters));
    }

    /**
     * A native future as a poll-future, which owns it from now on.
     *
     * <p>Wrap each native object once. Nobody checks that: two poll-futures of one object may fail,
     * wait for ever, or use what the other one has freed, which may crash the JVM.
     *
     * <p>Poll it or cancel it: only its end frees the native object. {@code PollFutures.lazy(() ->
     * wrap(...))} makes the native object not before the first poll. What throws instead of taking
     * the future over, such as this method or {@code spawn} of a closed executor, has not freed it.
     *
     * <p>The native object may be bound to the thread of its first poll. So it is polled and
     * dropped on the carrier, or on a virtual thread that is mounted on that carrier. On any other
     * virtual thread the future hands itself to {@code BridgeExecutor.shared()} and waits for it. A
     * cancel on another thread than the one that polled is handed to the carrier, if the future
     * waits in a reactor.
     *
     * <p>It fails with {@link NativeFutureException} if the native future ends with an error, with
     * {@link NativePanicException} if it panics, and as any user of a reactor if there is a
     * conflict or none can be had.
     *
     * @param future the address of a {@code pf_future}
     * @param reader makes the value out of what the native future leaves
     * @param <T> the type of the value
     * @return the future
     * @throws IllegalArgumentException if the address is NULL (the library's function that made it
     *     has failed), or the future's vtable is of another version
     */
    public static <T extends @Nullable Object> PollFuture<T> wrap(
            MemorySegment future, ResultReader<? extends T> reader) {
        return new NativeFuture<T>(requireFuture(future), requireNonNull(reader, "reader"), null);
    }

    /**
     * As {@link #wrap(MemorySegment, ResultReader)}, for a value that holds a resource.
     *
     * <p>The action is told of each value that nobody receives. {@code PollFutures.onDiscard}
     * around this future would be told of some of them a second time, and of those of a future that
     * has handed itself to a carrier not at all.
     *
     * @param future the address of a {@code pf_future}
     * @param reader makes the value out of what the native future leaves
     * @param onDiscard releases a value that nobody receives because a cancel came first (F7);
     *     called at most once, on any thread. What it throws is reported.
     * @param <T> the type of the value
     * @return the future
     * @throws IllegalArgumentException if the address is NULL, or the future's vtable is of another
     *     version
     */
    public static <T extends @Nullable Object> PollFuture<T> wrap(
            MemorySegment future,
            ResultReader<? extends T> reader,
            Throwing.Consumer<? super T> onDiscard) {
        return new NativeFuture<T>(
                requireFuture(future),
                requireNonNull(reader, "reader"),
                requireNonNull(onDiscard, "onDiscard"));
    }

    private static MemorySegment requireFuture(MemorySegment future) {
        requireNonNull(future, "future");
        if (!future.isNative()) {
            throw new IllegalArgumentException(
                    "The native future is " + future + ", which is no address of native memory.");
        }
        if (future.address() == 0) {
            throw new IllegalArgumentException(
                    "The native future is NULL: the function that should have made it has failed.");
        }
        return future;
    }

    /**
     * A Java future as a {@code pf_future}, for a native function that takes one over.
     *
     * <p>Native code polls it and drops it; a drop before its end cancels it. Polled from within a
     * future of {@link #wrap}, it belongs to the same execution context: it finds the same reactor,
     * the same timers. Polled by an executor in native code it has no reactor to wait in.
     *
     * <p>A failure reaches native code as a code and a text: those of a {@link
     * NativeFutureException}, else one of {@code PF_ERR_*} and the exception's {@code toString}. A
     * {@link NativePanicException} is a panic there too, with its text. Its class, stack and cause
     * do not: a native future that fails with it fails in Java with a new exception that has no
     * cause.
     *
     * @param future the future; its owner is native code from now on
     * @param writer makes the number and the bytes out of its value; called when native code takes
     *     it, at most once
     * @param <T> the type of the value
     * @return the address of a {@code pf_future}, which belongs to the caller; one that cannot be
     *     handed over is freed by {@code wrap(address, reader).cancel()}
     */
    public static <T extends @Nullable Object> MemorySegment export(
            PollFuture<? extends T> future, Throwing.Function<? super T, NativeValue> writer) {
        requireNonNull(future, "future");
        requireNonNull(writer, "writer");
        return ExportedFuture.<T>export(future, writer);
    }

    /**
     * The C header that describes the ABI, with the rules of ownership.
     *
     * @return the text of {@code pollfuture.h}
     */
    public static String header() {
        try (InputStream in = NativeFutures.class.getResourceAsStream("pollfuture.h")) {
            return new String(
                    requireNonNull(in, "pollfuture.h").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
