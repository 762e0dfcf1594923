package io.github.trunnion.bridge;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the operating system and the garbage collector say about this process. */
final class Process {
    private static final Path TASKS = Path.of("/proc/self/task");

    private Process() {}

    static boolean hasTasks() {
        return Files.isDirectory(TASKS);
    }

    /** The id that the system gave to the thread of this name, of 15 characters at most. */
    static String threadId(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.filter(task -> name.equals(read(task.resolve("comm")).strip()))
                    .findFirst()
                    .orElseThrow()
                    .getFileName()
                    .toString();
        }
    }

    static long voluntarySwitches(String threadId) {
        return read(TASKS.resolve(threadId).resolve("status"))
                .lines()
                .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    static long threads() throws IOException {
        return count(TASKS);
    }

    static long descriptors() throws IOException {
        return count(Path.of("/proc/self/fd"));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // the thread has ended
        }
    }

    static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    static boolean isCollected(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }
}
