package io.github.trunnion.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The library of Bitcoin Dev Kit, which others have written in Rust and given a uniffi interface.
 * Called by its C functions; nothing here touches the network.
 */
final class Bdk {
    private static final String RESOURCE = "linux-x86-64/libbdkffi.so";
    private static final int REGTEST = 5; // enums are big-endian and begin with 1

    /** A public key that everybody knows: the generator of the curve. */
    private static final String DESCRIPTOR =
            "wpkh(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)";

    private static Bdk shared;

    private final SymbolLookup lookup;
    final UniffiFutures futures;

    /** The handles of a client and its node, which is not running. */
    record Components(long client, long node) {}

    private Bdk(Path file) {
        lookup = SymbolLookup.libraryLookup(file, Arena.global());
        futures = UniffiFutures.load(lookup, "bdkffi");
    }

    /** The library; skips the test where the jar has none. */
    static synchronized Bdk get() {
        if (shared == null) {
            boolean fits =
                    System.getProperty("os.name").equals("Linux")
                            && System.getProperty("os.arch").equals("amd64");
            Assumptions.assumeTrue(fits, "The test's uniffi library is for Linux on x86-64.");
            shared = new Bdk(unpack());
        }
        return shared;
    }

    private static Path unpack() {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(RESOURCE)) {
            Path file = Files.createDirectories(Path.of("target", "bdk")).resolve("libbdkffi.so");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a client; its data would be kept in the folder. */
    Components components(Path folder) {
        long descriptor =
                (long)
                        call(
                                "uniffi_bdkffi_fn_constructor_descriptor_new",
                                JAVA_LONG,
                                text(DESCRIPTOR),
                                network());
        long persister =
                (long) call("uniffi_bdkffi_fn_constructor_persister_new_in_memory", JAVA_LONG);
        long wallet =
                (long)
                        call(
                                "uniffi_bdkffi_fn_constructor_wallet_create_single",
                                JAVA_LONG,
                                descriptor,
                                network(),
                                persister,
                                1);
        long plain = (long) call("uniffi_bdkffi_fn_constructor_cbfbuilder_new", JAVA_LONG);
        long builder =
                (long)
                        call(
                                "uniffi_bdkffi_fn_method_cbfbuilder_data_dir",
                                JAVA_LONG,
                                plain,
                                text(folder.toString()));
        MemorySegment built =
                (MemorySegment)
                        call(
                                "uniffi_bdkffi_fn_method_cbfbuilder_build",
                                UniffiBuffers.BUFFER,
                                builder,
                                wallet);
        ByteBuffer two = ByteBuffer.wrap(buffers().take(built));
        return new Components(two.getLong(), two.getLong());
    }

    /** Begins to wait for the next message of the node; the result is the handle of a future. */
    long nextInfo(Components components) {
        long client = (long) call("uniffi_bdkffi_fn_clone_cbfclient", JAVA_LONG, components.client);
        MethodHandle begin =
                function(
                        "uniffi_bdkffi_fn_method_cbfclient_next_info",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        try {
            return (long) begin.invokeExact(client);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void freeNode(Components components) {
        call("uniffi_bdkffi_fn_free_cbfnode", null, components.node);
    }

    void freeClient(Components components) {
        call("uniffi_bdkffi_fn_free_cbfclient", null, components.client);
    }

    /** Cancels the handle, as somebody would who is not the owner of the future. */
    void cancel(long handle) {
        MethodHandle cancel =
                function(
                        "ffi_bdkffi_rust_future_cancel_rust_buffer",
                        FunctionDescriptor.ofVoid(JAVA_LONG));
        try {
            cancel.invokeExact(handle);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    // uniffi by hand

    private UniffiBuffers buffers() {
        return new UniffiBuffers(
                function(
                        "ffi_bdkffi_rustbuffer_free",
                        FunctionDescriptor.ofVoid(UniffiBuffers.BUFFER, ADDRESS)));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(lookup.findOrThrow(name), type);
    }

    /** Calls a function whose last parameter is a status, and looks at that. */
    private Object call(String name, MemoryLayout result, Object... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length + 1];
        Object[] all = new Object[arguments.length + 1];
        for (int i = 0; i < arguments.length; i++) {
            all[i] = arguments[i];
            layouts[i] =
                    switch (arguments[i]) {
                        case Long l -> JAVA_LONG;
                        case Integer n -> JAVA_INT;
                        default -> UniffiBuffers.BUFFER;
                    };
        }
        layouts[arguments.length] = ADDRESS;
        Arena arena = Arena.ofAuto();
        MemorySegment status = arena.allocate(UniffiBuffers.STATUS);
        all[arguments.length] = status;
        FunctionDescriptor type =
                result == null
                        ? FunctionDescriptor.ofVoid(layouts)
                        : FunctionDescriptor.of(result, layouts);
        MethodHandle function = function(name, type);
        try {
            Object value =
                    result == UniffiBuffers.BUFFER
                            ? function.bindTo((SegmentAllocator) arena).invokeWithArguments(all)
                            : function.invokeWithArguments(all);
            byte code = UniffiBuffers.code(status);
            if (code != UniffiBuffers.OK) {
                byte[] error = buffers().take(UniffiBuffers.error(status));
                throw new AssertionError(
                        name + ": " + code + " " + new String(error, StandardCharsets.UTF_8));
            }
            return value;
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private MemorySegment text(String text) {
        return buffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private MemorySegment network() {
        return buffer(ByteBuffer.allocate(4).putInt(REGTEST).array());
    }

    /** A buffer of the library's own, which takes it back with the argument. */
    private MemorySegment buffer(byte[] bytes) {
        MemorySegment made =
                (MemorySegment)
                        call(
                                "ffi_bdkffi_rustbuffer_alloc",
                                UniffiBuffers.BUFFER,
                                (long) bytes.length);
        MemorySegment data = made.get(ADDRESS, 16).reinterpret(bytes.length);
        MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
        made.set(JAVA_LONG, 8, bytes.length);
        return made;
    }
}
