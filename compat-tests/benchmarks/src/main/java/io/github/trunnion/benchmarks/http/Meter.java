package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.trunnion.benchmarks.process.ServerProcess;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads what a server has used and done, without asking it. */
final class Meter {
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Path threads;
    private final ByteBuffer counter;

    /**
     * What a server had used and done at one time.
     *
     * @param cpu nanoseconds of each thread
     * @param requests how many it had answered
     */
    record Reading(Map<Path, Long> cpu, long requests) {
        /** Nanoseconds of CPU since an earlier reading. */
        long cpuSince(Reading earlier) {
            return cpu.entrySet().stream()
                    .mapToLong(e -> e.getValue() - earlier.cpu.getOrDefault(e.getKey(), 0L))
                    .sum();
        }

        /** Requests since an earlier reading. */
        long requestsSince(Reading earlier) {
            return requests - earlier.requests;
        }
    }

    Meter(ServerProcess server) throws IOException {
        threads = Path.of("/proc", Long.toString(server.pid()), "task");
        try (FileChannel channel = FileChannel.open(server.counter())) {
            counter = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
        }
    }

    /** Reads both now. */
    Reading read() throws IOException {
        Map<Path, Long> cpu = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(threads)) {
            for (Path thread : entries) {
                try {
                    String times = Files.readString(thread.resolve("schedstat"), US_ASCII);
                    cpu.put(thread, Long.parseLong(times.substring(0, times.indexOf(' '))));
                } catch (NoSuchFileException ended) {
                    // between the listing and the reading
                }
            }
        }
        return new Reading(cpu, (long) LONGS.getVolatile(counter, 0));
    }
}
