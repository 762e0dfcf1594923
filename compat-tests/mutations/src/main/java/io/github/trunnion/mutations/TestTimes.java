package io.github.trunnion.mutations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long each test took at most, in nanoseconds; thread-safe. */
final class TestTimes {
    private final Map<String, Long> longest = new ConcurrentHashMap<>();

    private TestTimes() {}

    /** Reads a file of times; without the file nothing is known. */
    static TestTimes read(Path file) throws IOException {
        TestTimes times = new TestTimes();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int space = line.lastIndexOf(' ');
                times.add(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
        }
        return times;
    }

    void add(String test, long nanos) {
        longest.merge(test, nanos, Math::max);
    }

    long of(String test) {
        return longest.getOrDefault(test, 0L);
    }

    void write(Path file) throws IOException {
        Files.write(
                file,
                longest.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }
}
