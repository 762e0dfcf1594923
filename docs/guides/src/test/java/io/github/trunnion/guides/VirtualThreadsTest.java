package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** The snippets of the page about virtual threads. */
class VirtualThreadsTest {
    private final Printed out = new Printed();

    @Test
    void a_server_of_virtual_threads_echoes() throws Exception {
        BridgeExecutor bridge = BridgeExecutor.builder().name("server").build();
        PollServerSocket server =
                PollServerSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        // region virtual-server
        Runnable accept =
                () -> {
                    try {
                        while (true) {
                            PollSocket peer = Await.await(server.accept());
                            try {
                                bridge.newThread("peer", () -> echo(peer)).start();
                            } catch (RejectedExecutionException closing) {
                                peer.close();
                            }
                        }
                    } catch (BridgeClosedException | InterruptedException | IOException ended) {
                        // the executor closes
                    }
                };
        bridge.newThread("accept", accept).start();
        // endregion
        assertEquals("hello", ask(server.localAddress()));
        bridge.close(Duration.ZERO);
        server.close();
    }

    // region virtual-echo
    private static void echo(PollSocket peer) {
        try (peer) {
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (Await.await(peer.read(buffer.clear()), Duration.ofSeconds(30)) >= 0) {
                Await.await(peer.writeFully(buffer.flip()));
            }
        } catch (Exception broken) {
            // the peer has gone, is silent, or the executor closes
        }
    }

    // endregion

    private static String ask(java.net.SocketAddress server) throws Exception {
        try (PollSocket client = Await.await(PollSocket.connect(server))) {
            Await.await(
                    client.writeFully(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8))));
            ByteBuffer reply = ByteBuffer.allocate(5);
            while (reply.hasRemaining()) {
                Await.await(client.read(reply));
            }
            return new String(reply.array(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void an_executor_service_of_virtual_threads() throws Exception {
        // region virtual-service
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("service").build();
                ExecutorService service = bridge.asExecutorService()) {
            Future<String> slept =
                    service.submit(
                            () -> {
                                Await.await(PollFutures.sleep(Duration.ofMillis(5)));
                                return "slept";
                            });
            out.println(slept.get());
        }
        // endregion
        assertEquals("slept", out.text());
    }

    @Test
    void the_mode_is_chosen_and_demanded() {
        // region virtual-mode
        try (BridgeExecutor bridge = BridgeExecutor.builder().mode(BridgeMode.HOSTED).build()) {
            out.println(bridge.mode());
        }
        // endregion
        assertEquals("HOSTED", out.text());
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () -> BridgeExecutor.builder().mode(BridgeMode.CARRIER).build());
        assertTrue(refused.getMessage().contains("--add-opens java.base/java.lang="));
    }

    @Test
    void files_are_read_beside_the_carrier() throws Exception {
        Path file = Files.createTempFile("guide", ".txt");
        Files.writeString(file, "content");
        CompletableFuture<String> read = new CompletableFuture<>();
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("files").build()) {
            Runnable body =
                    () -> {
                        try {
                            // region virtual-file
                            String text =
                                    Await.await(Blocking.supply(() -> Files.readString(file)));
                            // endregion
                            read.complete(text);
                        } catch (InterruptedException e) {
                            read.completeExceptionally(e);
                        }
                    };
            bridge.newThread("reader", body).start();
            assertEquals("content", read.get());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void await_without_the_adapters() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("plain").build()) {
            // region virtual-bare
            try {
                int value = bridge.await(PollFutures.ready(42));
                out.println(value);
            } catch (ExecutionException failed) {
                out.println("failed: " + failed.getCause());
            }
            // endregion
            assertNull(BridgeExecutor.current());
        }
        assertEquals("42", out.text());
    }
}
