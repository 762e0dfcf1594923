package io.github.trunnion.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that each block in the read of a socket, and then are sent a byte. */
final class SocketReads {
    /** Makes and starts a thread. */
    interface Start {
        Thread start(Runnable body);
    }

    private final List<Socket> peers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch left;

    /** Returns when each of them blocks, or has been given a second for it. */
    SocketReads(int count, Start start) throws IOException {
        left = new CountDownLatch(count);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                peers.add(server.accept());
                threads.add(start.start(() -> read(socket)));
            }
        }
        long begin = System.nanoTime();
        while (threads.stream().anyMatch(t -> t.getState() != Thread.State.WAITING)
                && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(1)) {
            Thread.onSpinWait();
        }
    }

    /** Of the JDK's scheduler. */
    static SocketReads unrelated(int count) throws IOException {
        return new SocketReads(count, Thread::startVirtualThread);
    }

    private void read(Socket socket) {
        try {
            if (socket.getInputStream().read() == 1) {
                reads.incrementAndGet();
            }
        } catch (IOException failed) {
            // it has not read
        }
        left.countDown();
    }

    /** Sends each its byte; how many have read it when all have, or the time is over. */
    int send(long milliseconds) throws IOException, InterruptedException {
        for (Socket peer : peers) {
            peer.getOutputStream().write(1);
        }
        if (!left.await(milliseconds, TimeUnit.MILLISECONDS)) {
            return reads.get();
        }
        return reads.get();
    }
}
