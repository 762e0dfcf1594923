package io.github.trunnion.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The repository that this runs in. */
final class SourceTree {
    private SourceTree() {}

    /** The top folder: the nearest one above that holds the modules. */
    static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("futures"))
                    && Files.isDirectory(dir.resolve("bridge"))) {
                return dir;
            }
        }
        throw new IllegalStateException(
                "No Trunnion repository above " + Path.of("").toAbsolutePath());
    }

    static String read(Edit edit) {
        try {
            return Files.readString(root().resolve(edit.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(edit + ": " + edit.file() + " cannot be read", e);
        }
    }

    /** The folder of the module that an edit is in, such as {@code bridge}. */
    static Path module(Edit edit) {
        int source = edit.file().indexOf("/src/main/java/");
        if (source < 0) {
            throw new IllegalArgumentException(edit + ": " + edit.file() + " is no main source.");
        }
        return root().resolve(edit.file().substring(0, source));
    }

    /** Where Maven has compiled the main classes of a module to. */
    static Path classes(Path module) {
        Path classes = module.resolve("target").resolve("classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(
                    classes + " does not exist; compile " + root().relativize(module) + " first.");
        }
        return classes;
    }
}
