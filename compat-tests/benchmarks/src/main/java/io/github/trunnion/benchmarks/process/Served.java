package io.github.trunnion.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The side of a server of a {@link ServerProcess}: counts its requests where another process reads
 * them without a system call of the server, says its port, answers questions on its input, and ends
 * the JVM when that ends.
 */
public final class Served {
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final ByteBuffer COUNTER = open();

    private Served() {}

    private static ByteBuffer open() {
        String file = System.getProperty(ServerProcess.COUNTER);
        if (file == null) {
            return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        }
        try (FileChannel channel =
                FileChannel.open(
                        Path.of(file),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts a request that was answered; any thread. */
    public static void count() {
        var _ = (long) LONGS.getAndAdd(COUNTER, 0, 1L);
    }

    /** Says the port and answers questions until the input ends; then ends the JVM. */
    public static void until(int port) throws IOException {
        System.out.println(ServerProcess.READY + port);
        System.out.flush();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        while (true) {
            String question = questions.readLine();
            if (question == null) {
                System.exit(0);
            } else if (question.equals(ServerProcess.HEAP.strip())) {
                System.out.println(ServerProcess.HEAP + usedAfterGc());
            } else {
                System.out.println("? " + question);
            }
            System.out.flush();
        }
    }

    /** Bytes that are reachable, about. */
    public static long usedAfterGc() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
