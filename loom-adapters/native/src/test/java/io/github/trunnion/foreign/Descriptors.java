package io.github.trunnion.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the system knows of this process. */
final class Descriptors {
    private Descriptors() {}

    /** The open descriptors and what they are. */
    static Map<Integer, String> open() {
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            all.forEach(
                    link -> {
                        try {
                            open.put(
                                    Integer.valueOf(link.getFileName().toString()),
                                    Files.readSymbolicLink(link).toString());
                        } catch (NoSuchFileException gone) {
                            // that of the listing itself, for one
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    static boolean isReactors(String what) {
        return what.equals("anon_inode:[eventpoll]")
                || what.startsWith("anon_inode:[eventfd")
                || what.startsWith("socket:");
    }

    /** How many there are of the kinds that a reactor and its connections need. */
    static long count() {
        return open().values().stream().filter(Descriptors::isReactors).count();
    }

    /** How many threads the process has, native ones too. */
    static long threads() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
