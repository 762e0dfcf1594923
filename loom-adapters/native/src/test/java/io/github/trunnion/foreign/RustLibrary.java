package io.github.trunnion.foreign;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The Rust library in {@code native/demo}, built by rustc when a test first needs it. */
final class RustLibrary {
    private static final Path FOLDER = Path.of("target", "native").toAbsolutePath();
    private static final int NO_RUSTC = 3;

    private static RustLibrary shared;

    final NativeFutures futures;
    private final SymbolLookup lookup;

    private RustLibrary(Path file) {
        lookup = SymbolLookup.libraryLookup(file, Arena.global());
        futures = NativeFutures.load(lookup);
    }

    /** The library; skips the test if it cannot be built, unless it is required. */
    static synchronized RustLibrary get() {
        if (shared == null) {
            shared = new RustLibrary(build());
        }
        return shared;
    }

    /** The same code once more, with statics of its own. */
    static RustLibrary copy(String name) {
        try {
            Path file = FOLDER.resolve(name);
            Files.copy(build(), file, StandardCopyOption.REPLACE_EXISTING);
            return new RustLibrary(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library of the guide, another one that is built with the same crate. */
    static NativeFutures hello() {
        Path file = build().resolveSibling("libhello.so");
        return NativeFutures.load(SymbolLookup.libraryLookup(file, Arena.global()));
    }

    static Path build() {
        try {
            Process build =
                    new ProcessBuilder("bash", "native/build-demo", FOLDER.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = build.waitFor();
            if (code == NO_RUSTC && !Boolean.getBoolean("native.required")) {
                Assumptions.abort("There is no rustc on the PATH to build native/demo with.");
            }
            if (code != 0) {
                throw new AssertionError(
                        code == NO_RUSTC
                                ? "-Dnative.required=true, and there is no rustc on the PATH"
                                : "native/build-demo failed with " + code);
            }
            return Path.of(said.strip());
        } catch (IOException e) {
            if (!Boolean.getBoolean("native.required")) {
                Assumptions.abort("native/build-demo cannot be run: " + e);
            }
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A function that is not one that makes a future. */
    MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(lookup.find(name).orElseThrow(), type);
    }

    /** Calls a function that makes a future, with numbers. */
    MemorySegment make(String name, Object... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] =
                    switch (arguments[i]) {
                        case Long l -> ValueLayout.JAVA_LONG;
                        case Integer n -> ValueLayout.JAVA_INT;
                        default -> ValueLayout.ADDRESS;
                    };
        }
        try {
            return (MemorySegment)
                    futures.constructor(name, layouts).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** What the library counts, in the order of its {@code live::Kind}. */
    enum Kind {
        FUTURES,
        WAKERS,
        REACTORS,
        HOOKS,
        SOURCES,
        TIMERS,
        BUFFERS,
        FOREIGN
    }

    /** The live counters. */
    long[] live() {
        try (Arena arena = Arena.ofConfined()) {
            int kinds = Kind.values().length;
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG, kinds);
            MethodHandle live =
                    function(
                            "demo_live",
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG));
            long found = (long) live.invokeExact(out, (long) kinds);
            if (found != kinds) {
                throw new AssertionError(found + " counters");
            }
            return out.toArray(ValueLayout.JAVA_LONG);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    long live(Kind kind) {
        return live()[kind.ordinal()];
    }
}
