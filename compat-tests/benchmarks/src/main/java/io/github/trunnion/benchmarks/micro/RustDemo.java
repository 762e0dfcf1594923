package io.github.trunnion.benchmarks.micro;

import io.github.trunnion.foreign.NativeFutures;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The library of Rust futures in loom-adapters/native, built by rustc when it is needed. */
final class RustDemo {
    private static final String SCRIPT = "loom-adapters/native/native/build-demo";

    private RustDemo() {}

    /** Whether there is a rustc on the PATH. */
    static boolean isPossible() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "rustc")));
    }

    @SuppressWarnings("restricted")
    static NativeFutures load() {
        try {
            Process build =
                    new ProcessBuilder("bash", script().toString(), "target/native")
                            .redirectErrorStream(true)
                            .start();
            String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (build.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            Path file = Path.of(said.lines().toList().getLast());
            return NativeFutures.load(SymbolLookup.libraryLookup(file, Arena.global()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
}
