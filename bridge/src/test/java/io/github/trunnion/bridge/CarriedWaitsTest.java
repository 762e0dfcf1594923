package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sleeps, yields and blocking sockets of virtual threads of a carrier. */
@Timeout(60)
class CarriedWaitsTest {
    private OwnThreads threads;

    @BeforeEach
    void open() {
        assumeTrue(BackEnd.isOpen(), "java.lang is not open: hosted mode");
        threads = new OwnThreads("waits", 1);
    }

    @AfterEach
    void close() {
        if (threads != null) {
            threads.close();
        }
    }

    @Test
    void sleepsOfAThousandThreads_overlapAndLastTheirTime() throws Exception {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(
                    threads.start(
                            () -> {
                                long start = System.nanoTime();
                                Thread.sleep(Duration.ofMillis(50));
                                return System.nanoTime() - start;
                            }));
        }
        for (CompletableFuture<Long> one : all) {
            assertThat(one.get()).isGreaterThanOrEqualTo(50_000_000L);
        }
    }

    @Test
    void sleepOfAnInterruptedThread_throwsAtOnceAndClearsTheFlag() throws Exception {
        assertThat(
                        threads.call(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    try {
                                        Thread.sleep(Duration.ofHours(1));
                                        return "slept";
                                    } catch (InterruptedException e) {
                                        return "flag " + Thread.currentThread().isInterrupted();
                                    }
                                }))
                .isEqualTo("flag false");
    }

    @Test
    void permitOfAThread_isTakenByItsNextPark() throws Exception {
        assertThat(
                        threads.call(
                                () -> {
                                    LockSupport.unpark(Thread.currentThread());
                                    LockSupport.unpark(Thread.currentThread());
                                    LockSupport.park();
                                    long start = System.nanoTime();
                                    LockSupport.parkNanos(5_000_000);
                                    return System.nanoTime() - start;
                                }))
                .isGreaterThanOrEqualTo(5_000_000L);
    }

    /** Both are always runnable, so each goes when the other yields. */
    @Test
    void e08_yieldsOfTwoThreads_alternate() throws Exception {
        int rounds = 100_000;
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger outOfTurn = new AtomicInteger();
        CompletableFuture<Void> both = new CompletableFuture<>();
        List<CompletableFuture<Boolean>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int own = i;
            ends.add(
                    threads.start(
                            () -> {
                                both.join();
                                while (turns.get() % 2 != own) {
                                    Thread.yield();
                                }
                                for (int n = 0; n < rounds; n++) {
                                    if (turns.getAndIncrement() % 2 != own) {
                                        outOfTurn.incrementAndGet();
                                    }
                                    Thread.yield();
                                }
                                return true;
                            }));
        }
        both.complete(null);
        for (CompletableFuture<Boolean> end : ends) {
            assertThat(end.get()).isTrue();
        }
        assertThat(turns).hasValue(2 * rounds);
        assertThat(outOfTurn).hasValue(0);
    }

    @Test
    void e10_yielderForEver_delaysNoForeignSubmit() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Boolean> yielder =
                threads.start(
                        () -> {
                            while (!end.isDone()) {
                                Thread.yield();
                            }
                            return true;
                        });
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Boolean> served = new CompletableFuture<>();
            threads.bridge.execute(() -> served.complete(true));
            assertThat(served.get()).isTrue();
        }
        end.complete(null);
        assertThat(yielder.get()).isTrue();
    }

    // sockets

    @Test
    void socketsOnBothSides_echoOnOneCarrier() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(SocketPair.ANY);
            CompletableFuture<Integer> serverEnd =
                    threads.start(
                            () -> {
                                int echoed = 0;
                                try (Socket socket = server.accept()) {
                                    for (int b; (b = socket.getInputStream().read()) >= 0; ) {
                                        socket.getOutputStream().write(b + 1);
                                        echoed++;
                                    }
                                }
                                return echoed;
                            });
            assertThat(threads.call(() -> talk(server.getLocalPort()))).isEqualTo(200);
            assertThat(serverEnd.get()).isEqualTo(200);
        }
    }

    private static int talk(int port) throws IOException {
        int correct = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write(i);
                correct += socket.getInputStream().read() == i + 1 ? 1 : 0;
            }
        }
        return correct;
    }

    @Test
    void readWithATimeout_throwsWhenItIsOver() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(SocketPair.ANY);
            assertThatThrownBy(
                            () ->
                                    threads.call(
                                            () -> {
                                                server.setSoTimeout(20);
                                                return server.accept();
                                            }))
                    .hasCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void channelClosedOrThreadInterruptedDuringARead_endsIt() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(SocketPair.ANY)) {
            assertThatThrownBy(() -> endedRead(server, (thread, channel) -> channel.close()))
                    .hasCauseInstanceOf(AsynchronousCloseException.class);
            assertThatThrownBy(() -> endedRead(server, (thread, channel) -> thread.interrupt()))
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        }
        assertThat(threads.call(Thread::interrupted)).isFalse();
    }

    private interface End {
        void end(Thread thread, SocketChannel channel) throws IOException;
    }

    private void endedRead(ServerSocketChannel server, End end) throws Exception {
        try (SocketChannel channel =
                        SocketChannel.open((InetSocketAddress) server.getLocalAddress());
                SocketChannel peer = server.accept()) {
            assertThat(peer.isOpen()).isTrue();
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            CompletableFuture<Integer> read =
                    threads.start(
                            () -> {
                                reader.complete(Thread.currentThread());
                                return channel.read(ByteBuffer.allocate(1));
                            });
            OwnThreads.awaitState(reader.get(), Thread.State.WAITING);
            end.end(reader.get(), channel);
            read.get();
        }
    }
}
