package io.github.trunnion.nettysuite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * An address of this machine that answers no connection attempt, for the tests that would connect
 * to a host of the Internet which does not exist: a server whose queue is full.
 */
final class DeafHost {
    private static final int MOST = 64;
    private static final int PATIENCE_MILLIS = 200;

    /** Kept, for they fill the queue. */
    private static final List<Socket> WAITING = new ArrayList<>();

    private static ServerSocket server;

    private DeafHost() {}

    /** Once; before a class of Netty's tests asks for the address. */
    static synchronized void open() {
        if (server != null) {
            return;
        }
        try {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            fill(address);
            System.setProperty("io.netty.testsuite.badHost", address.getAddress().getHostAddress());
            System.setProperty("io.netty.testsuite.badPort", String.valueOf(address.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(InetSocketAddress address) throws IOException {
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(address, PATIENCE_MILLIS);
                WAITING.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return;
            }
        }
        throw new IOException("A server that accepts nobody has answered " + MOST + " times.");
    }
}
