package io.github.trunnion.guides;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of the repository that a test runs in. */
final class Repository {
    private Repository() {}

    /** The top folder: the nearest one above that holds the modules. */
    static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("futures"))
                    && Files.isDirectory(dir.resolve("docs"))) {
                return dir;
            }
        }
        throw new IllegalStateException(
                "No Trunnion repository above " + Path.of("").toAbsolutePath());
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Java files below a folder whose path contains {@code part}, in order of their paths. */
    static List<Path> javaFiles(Path from, String part) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    from,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                            String name = String.valueOf(dir.getFileName());
                            return name.equals("target") || name.equals(".git")
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                            String path = from.relativize(file).toString().replace('\\', '/');
                            if (path.endsWith(".java") && path.contains(part)) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    /** The guides: README, and what lies in docs and in its folder of stacks. */
    static List<Path> markdown(Path root) {
        List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
        Path stacks = root.resolve("docs/stacks");
        try (var docs = Files.list(root.resolve("docs"));
                var pages = Files.list(stacks)) {
            Stream.concat(docs, pages)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
