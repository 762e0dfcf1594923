package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import io.github.trunnion.futures.PollFuture;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Futures of a library whose C interface uniffi has made (mozilla/uniffi-rs, contract version 30),
 * as poll-futures. No generated bindings are needed, nor any that exist.
 *
 * <p>An asynchronous function of such a library returns a handle, which {@link #wrap} takes over:
 *
 * <pre>{@code
 * UniffiFutures futures = UniffiFutures.load(lookup, "bdkffi");
 * long handle = (long) nextInfo.invokeExact(client); // uniffi_bdkffi_fn_method_cbfclient_next_info
 * PollFuture<byte[]> info = futures.wrap("rust_buffer", handle, NativeResult::bytes);
 * }</pre>
 *
 * <p>Such futures bring no reactor: the library's own threads wake them, and it has to start them.
 * They may be polled on any thread.
 */
@SuppressWarnings("restricted")
public final class UniffiFutures {
    private static final int CONTRACT = 30;

    private final SymbolLookup library;
    private final String prefix;
    private final UniffiBuffers buffers;
    private final Map<String, UniffiType> types = new ConcurrentHashMap<>();

    private UniffiFutures(SymbolLookup library, String namespace) {
        this.library = library;
        this.prefix = "ffi_" + namespace + "_";
        this.buffers =
                new UniffiBuffers(
                        function(
                                prefix + "rustbuffer_free",
                                FunctionDescriptor.ofVoid(UniffiBuffers.BUFFER, ADDRESS)));
    }

    /**
     * Looks at a library and its contract version.
     *
     * @param library a lookup in the global arena: the library must never be unloaded
     * @param namespace the namespace of its uniffi interface, part of its symbols: {@code
     *     ffi_<namespace>_uniffi_contract_version}
     * @return its futures
     * @throws IllegalArgumentException if it has no such interface, or one of another version
     */
    public static UniffiFutures load(SymbolLookup library, String namespace) {
        requireNonNull(library, "library");
        requireNonNull(namespace, "namespace");
        UniffiFutures futures = new UniffiFutures(library, namespace);
        futures.requireContract();
        return futures;
    }

    private void requireContract() {
        MethodHandle version =
                function(prefix + "uniffi_contract_version", FunctionDescriptor.of(JAVA_INT));
        int found;
        try {
            found = (int) version.invokeExact();
        } catch (Throwable thrown) {
            throw Abi.unexpected(thrown);
        }
        if (found != CONTRACT) {
            throw new IllegalArgumentException(
                    "The library has version "
                            + found
                            + " of uniffi's contract; version "
                            + CONTRACT
                            + " is known here.");
        }
    }

    /**
     * A future of the library as a poll-future, which owns the handle from now on.
     *
     * <p>It fails with {@link NativeFutureException} if the library's function returns an error,
     * whose {@link NativeFutureException#data} is what the library has serialised; with {@link
     * NativePanicException} if it panics; and with {@link
     * java.util.concurrent.CancellationException} if somebody else has cancelled the handle.
     *
     * @param type how the function's value is passed, the end of the names of {@code
     *     ffi_<namespace>_rust_future_poll_<type>}: u8, i8, u16, i16, u32, i32, u64, i64, f32, f64,
     *     rust_buffer or void
     * @param handle what the function has returned
     * @param reader makes the value: of {@code value()} for numbers (the bits of a double for f32
     *     and f64), of {@code bytes()} for a rust_buffer
     * @param <T> the type of the value
     * @return the future
     * @throws IllegalArgumentException if the handle is 0 or the type is unknown
     */
    public <T extends @Nullable Object> PollFuture<T> wrap(
            String type, long handle, ResultReader<? extends T> reader) {
        requireNonNull(type, "type");
        requireNonNull(reader, "reader");
        if (handle == 0) {
            throw new IllegalArgumentException(
                    "The handle of a uniffi future is 0: it was freed, or never was one.");
        }
        UniffiType known = types.computeIfAbsent(type, this::typeOf);
        return new UniffiFuture<T>(known, buffers, handle, reader);
    }

    private UniffiType typeOf(String type) {
        String ofFutures = prefix + "rust_future_";
        MemoryLayout value = UniffiType.layout(type);
        MemoryLayout[] ofComplete = {JAVA_LONG, ADDRESS};
        return new UniffiType(
                type,
                function(
                        ofFutures + "poll_" + type,
                        FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_LONG)),
                function(
                        ofFutures + "complete_" + type,
                        value == null
                                ? FunctionDescriptor.ofVoid(ofComplete)
                                : FunctionDescriptor.of(value, ofComplete)),
                function(ofFutures + "cancel_" + type, FunctionDescriptor.ofVoid(JAVA_LONG)),
                function(ofFutures + "free_" + type, FunctionDescriptor.ofVoid(JAVA_LONG)));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        MemorySegment address =
                library.find(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The library does not export "
                                                        + name
                                                        + ": it has no interface of uniffi with"
                                                        + " this namespace, or no such function in"
                                                        + " it."));
        return Abi.LINKER.downcallHandle(address, type);
    }

    /** The type of uniffi's continuation: data, and READY or WAKE. */
    static FunctionDescriptor continuationType() {
        return FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_BYTE);
    }
}
