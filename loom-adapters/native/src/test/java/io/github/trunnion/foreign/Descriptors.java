package io.github.trunnion.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the system knows of this process. */
final class Descriptors {
    /** It starts them as it needs them. Collector, compilers, scheduler of virtual threads. */
    private static final List<String> OF_THE_JVM =
            List.of("GC ", "G1 ", "VM ", "C1 ", "C2 ", "ForkJoinPool", "VirtualThread", "Read-Pol");

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

    /** How many threads the process has, native ones too; without those of the JVM itself. */
    static long threads() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            return all.map(Descriptors::nameOfThread).filter(Descriptors::isNotOfTheJvm).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOfThread(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException gone) {
            return OF_THE_JVM.get(0);
        }
    }

    private static boolean isNotOfTheJvm(String name) {
        return OF_THE_JVM.stream().noneMatch(name::startsWith);
    }
}
