package io.github.trunnion.examples.fetch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.trunnion.foreign.NativeFutures;
import io.github.trunnion.foreign.NativeResult;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A TCP connection of the Rust library: its operations are Rust futures, and wait in the reactor of
 * that library. For one carrier, like everything that waits in a reactor.
 */
final class RustSocket {
    private final Library library;
    private final long connection;

    private RustSocket(Library library, long connection) {
        this.library = library;
        this.connection = connection;
    }

    /** The functions of the library. */
    static final class Library {
        private final MethodHandle connect;
        private final MethodHandle write;
        private final MethodHandle read;
        private final MethodHandle close;

        @SuppressWarnings("restricted") // a function that is called as it is declared
        Library(SymbolLookup lookup) {
            NativeFutures futures = NativeFutures.load(lookup);
            connect = futures.constructor("demo_tcp_connect", ADDRESS, JAVA_LONG);
            write = futures.constructor("demo_tcp_write", JAVA_LONG, ADDRESS, JAVA_LONG);
            read = futures.constructor("demo_tcp_read", JAVA_LONG, JAVA_LONG);
            close =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    lookup.findOrThrow("demo_tcp_close"),
                                    FunctionDescriptor.ofVoid(JAVA_LONG));
        }

        /** A future that connects. */
        PollFuture<RustSocket> connect(InetSocketAddress address) {
            byte[] text = numbers(address).getBytes(StandardCharsets.US_ASCII);
            PollFuture<RustSocket> connected =
                    PollFutures.map(
                            PollFutures.lazy(
                                    () -> NativeFutures.wrap(connect(text), NativeResult::value)),
                            connection -> new RustSocket(this, connection));
            return PollFutures.onDiscard(connected, RustSocket::close);
        }

        private MemorySegment connect(byte[] address) {
            try (Arena arena = Arena.ofConfined()) { // the function copies
                MemorySegment text = arena.allocateFrom(JAVA_BYTE, address);
                return (MemorySegment) connect.invokeExact(text, (long) address.length);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private MemorySegment write(long connection, byte[] bytes) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment copy = arena.allocateFrom(JAVA_BYTE, bytes);
                return (MemorySegment) write.invokeExact(connection, copy, (long) bytes.length);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private MemorySegment read(long connection, long most) {
            try {
                return (MemorySegment) read.invokeExact(connection, most);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An address as Rust reads it. */
    private static String numbers(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String numbers = host.getHostAddress();
        return (host instanceof Inet6Address ? "[" + numbers + "]" : numbers)
                + ":"
                + address.getPort();
    }

    /** A future that writes what is left in the buffer. */
    PollFuture<Long> write(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return PollFutures.lazy(
                () -> NativeFutures.wrap(library.write(connection, bytes), NativeResult::value));
    }

    /** A future that reads what is there, at most so many bytes; none at the end. */
    PollFuture<byte[]> read(int most) {
        return PollFutures.lazy(
                () -> NativeFutures.wrap(library.read(connection, most), NativeResult::bytes));
    }

    /** Closes the connection; once, on the carrier. */
    void close() {
        try {
            library.close.invokeExact(connection);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
