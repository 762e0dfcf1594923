package io.github.trunnion.examples.fetch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the regular files below a folder; it follows no symbolic links and skips {@code .git}.
 *
 * <p>The paths are relative to the folder, with slashes, and sorted.
 */
final class FolderFiles extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final SortedMap<String, String> found = new TreeMap<>();

    private FolderFiles(Path folder) {
        this.folder = folder;
    }

    /** The paths of all files, each with what is wrong with it, or an empty string. */
    static Map<String, String> below(Path folder) throws IOException {
        FolderFiles files = new FolderFiles(folder);
        Files.walkFileTree(folder, files);
        return files.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
        return isGit(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !isGit(file)) {
            found.put(nameOf(file), Files.isReadable(file) ? "" : "it cannot be read");
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        boolean denied = failure instanceof AccessDeniedException;
        found.put(nameOf(file), denied ? "it cannot be read" : failure.toString());
        return FileVisitResult.CONTINUE;
    }

    private boolean isGit(Path path) {
        return !path.equals(folder) && path.endsWith(".git");
    }

    private String nameOf(Path file) {
        String separator = folder.getFileSystem().getSeparator();
        return folder.relativize(file).toString().replace(separator, "/");
    }
}
