package io.github.trunnion.examples;

import io.github.trunnion.foreign.NativeFutures;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The library of Rust futures in {@code loom-adapters/native/native/demo}. */
public final class RustDemo {
    private static final String SCRIPT = "loom-adapters/native/native/build-demo";
    private static final int NO_RUSTC = 3;

    private RustDemo() {}

    /**
     * Builds the library with rustc, unless that is done already.
     *
     * @param folder where it goes
     * @return the library, or nothing if there is no rustc
     * @throws IOException if it cannot be built, or this is not run inside the repository
     */
    public static Optional<Path> build(Path folder) throws IOException, InterruptedException {
        Process build =
                new ProcessBuilder("bash", script().toString(), folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = build.waitFor();
        if (code == NO_RUSTC) {
            return Optional.empty();
        }
        if (code != 0) {
            throw new IOException(SCRIPT + " failed with " + code);
        }
        return Optional.of(Path.of(said.strip()));
    }

    private static Path script() throws IOException {
        Path from = Path.of("").toAbsolutePath();
        for (Path dir = from; dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve(SCRIPT))) {
                return dir.resolve(SCRIPT);
            }
        }
        throw new IOException("no " + SCRIPT + " above " + from);
    }

    /**
     * Looks up the functions of the library, which stays loaded for ever.
     *
     * @param library the file
     * @return the lookup, for {@link NativeFutures#load} and for functions of other kinds
     */
    @SuppressWarnings("restricted")
    public static SymbolLookup lookup(Path library) {
        return SymbolLookup.libraryLookup(library, Arena.global());
    }
}
