package io.github.trunnion.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The catalogue of edits. */
public final class Edits {
    private static final String ENDING = ".edit";

    private Edits() {}

    /**
     * Reads the whole catalogue.
     *
     * @return the edits in the order of their names
     */
    public static List<Edit> all() {
        URL folder = Edits.class.getResource("edits");
        if (folder == null) {
            throw new IllegalStateException("The folder of edits is not on the class path.");
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.provider().getPath(uri));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Edit> read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(Edits::parse)
                    .toList();
        }
    }

    private static Edit parse(Path file) {
        String name = String.valueOf(file.getFileName()).replace(ENDING, "");
        try {
            return Edit.parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one edit.
     *
     * @param name its name
     * @return the edit
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Edit named(String name) {
        List<Edit> all = all();
        return all.stream()
                .filter(edit -> edit.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no edit " + name + "; there are " + all + "."));
    }
}
