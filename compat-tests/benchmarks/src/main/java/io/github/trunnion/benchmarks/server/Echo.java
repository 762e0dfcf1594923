package io.github.trunnion.benchmarks.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What every server does: for each 64 bytes that come, 128 bytes go back. */
final class Echo {
    static final int REQUEST = 64;
    static final int RESPONSE = 128;
    static final int BACKLOG = 4096;

    private static final int INPUT = 1024;

    private static final byte[] BYTES = new byte[RESPONSE];

    private Echo() {}

    /** Any free port. */
    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /**
     * A buffer to read into, larger than a request, as usual: a short read tells that all is read.
     */
    static ByteBuffer input() {
        return ByteBuffer.allocateDirect(INPUT);
    }

    /** A buffer for one response. */
    static ByteBuffer response() {
        return ByteBuffer.allocateDirect(RESPONSE);
    }

    /** Makes the response to a request. */
    static ByteBuffer fill(ByteBuffer response) {
        return response.clear().put(BYTES).flip();
    }

    /** Makes the response to a request. */
    static byte[] bytes() {
        return BYTES;
    }
}
