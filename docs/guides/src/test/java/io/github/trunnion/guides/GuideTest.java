package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeClosedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** The snippets of the guide. */
class GuideTest {
    private final BridgeExecutor bridge = BridgeExecutor.builder().name("guide").build();
    private final Printed out = new Printed();

    @AfterEach
    void close() {
        bridge.close(Duration.ofSeconds(5));
    }

    @Test
    void block_on() throws Exception {
        // region block-on
        PollFuture<String> greeting =
                PollFutures.map(PollFutures.sleep(Duration.ofMillis(20)), slept -> "hello");
        out.println(BlockOn.run(greeting));
        // endregion
        assertEquals("hello", out.text());
    }

    @Test
    void spawn() throws Exception {
        // region spawn
        TaskFuture<Integer> task = bridge.spawn(PollFutures.ready(42));
        int now = task.get(); // a Future
        task.thenAccept(value -> out.println("got " + value)); // a CompletionStage
        CompletableFuture<Integer> forOthers = task.toCompletableFuture();
        // endregion
        assertEquals(42, now);
        assertEquals(42, forOthers.get());
        assertEquals("got 42", out.text());
    }

    @Test
    void await_on_a_virtual_thread() throws Exception {
        PollFuture<String> pollFuture = PollFutures.ready("polled");
        CompletableFuture<String> stage = CompletableFuture.completedFuture("completed");
        Thread thread = Thread.ofVirtual().start(() -> awaitBoth(pollFuture, stage));
        thread.join();
        assertEquals("polled, completed", out.text());
    }

    private void awaitBoth(PollFuture<String> pollFuture, CompletionStage<String> stage) {
        try {
            // region await
            String a = Await.await(pollFuture);
            String b = Await.await(stage, Duration.ofSeconds(1));
            out.println(a + ", " + b);
            // endregion
        } catch (InterruptedException | TimeoutException e) {
            out.println(e);
        }
    }

    @Test
    void blocking_code_inside_a_future() throws Exception {
        PollFuture<String> name = PollFutures.ready("localhost");
        // region blocking
        PollFuture<InetAddress> resolved =
                PollFutures.then(name, host -> Blocking.lazy(() -> InetAddress.getByName(host)));
        // endregion
        assertTrue(BlockOn.run(resolved).isLoopbackAddress());
    }

    @Test
    void many() throws Exception {
        List<Integer> items = List.of(1, 2, 3, 4, 5);
        // region many
        PollFuture<?> each =
                PollFutures.forEach(
                        items,
                        2, // side by side
                        item -> PollFutures.map(PollFutures.yieldNow(), x -> item * item));
        PollFuture<String> first =
                PollFutures.race(List.of(PollFutures.pending(), PollFutures.ready("the winner")));
        // endregion
        BlockOn.run(each);
        assertEquals("the winner", BlockOn.run(first));
    }

    @Test
    void gate() throws Exception {
        // region use-gate
        Gate gate = new Gate();
        TaskFuture<String> task = bridge.spawn(gate);
        Thread opener = Thread.ofPlatform().start(() -> gate.open("sesame"));
        out.println(task.get());
        // endregion
        opener.join();
        assertEquals("sesame", out.text());
    }

    @Test
    void a_callback_api() throws Exception {
        CallbackClient client = new CallbackClient();
        // region callback
        PollFuture<String> reply =
                PollFutures.fromCallback(
                        (resolve, reject) -> {
                            CallbackClient.Call call = client.send("question", resolve, reject);
                            return call::abort; // runs if the future is cancelled first
                        });
        // endregion
        assertEquals("answer to question", BlockOn.run(reply));
    }

    private static final class CallbackClient {
        interface Call {
            void abort();
        }

        Call send(
                String question,
                java.util.function.Consumer<String> resolve,
                java.util.function.Consumer<Throwable> reject) {
            Thread.ofVirtual().start(() -> resolve.accept("answer to " + question));
            return () -> {};
        }
    }

    @Test
    void timeout() {
        PollFuture<String> slow = PollFutures.pending();
        // region timeout
        PollFuture<String> limited = PollFutures.withTimeout(slow, Duration.ofMillis(50));
        PollFuture<String> orElse =
                PollFutures.recover(
                        limited,
                        failure -> {
                            if (failure instanceof TimeoutException) {
                                return PollFutures.ready("too slow"); // slow has been cancelled
                            }
                            return PollFutures.failed(failure);
                        });
        // endregion
        assertEquals("too slow", bridge.spawn(orElse).join());
    }

    @Test
    void cancel() {
        PollFuture<String> future = PollFutures.pending();
        // region cancel
        TaskFuture<String> task = bridge.spawn(future);
        task.cancel(true); // task is cancelled now; future.cancel() runs on its carrier
        task.terminated().join(); // now it has run
        // endregion
        assertTrue(task.isCancelled());
    }

    @Test
    void close_with_a_grace() throws Exception {
        // region close
        BridgeExecutor executor = BridgeExecutor.builder().name("work").build();
        TaskFuture<String> endless = executor.spawn(PollFutures.pending());
        executor.close(Duration.ofMillis(50)); // waits, then cancels what is left
        out.println(endless.isCancelled());
        // endregion
        assertEquals("true", out.text());
        assertThrows(BridgeClosedException.class, endless::get);
    }

    @Test
    void blocking_is_refused() throws Exception {
        TaskFuture<String> never = bridge.spawn(PollFutures.pending());
        // region refused
        TaskFuture<String> nested =
                bridge.spawn(PollFutures.lazy(() -> PollFutures.ready(never.get())));
        // endregion
        ExecutionException failed = assertThrows(ExecutionException.class, nested::get);
        assertTrue(failed.getCause() instanceof BlockingNotAllowedException);
        never.cancel(true);
    }

    @Test
    void echo() throws Exception {
        // region echo
        PollServerSocket server =
                PollServerSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ByteBuffer heard = ByteBuffer.allocate(64);
        PollFuture<?> serve =
                PollFutures.then(
                        server.accept(),
                        peer ->
                                PollFutures.whenDone(
                                        PollFutures.then(
                                                peer.read(heard),
                                                n -> peer.writeFully(heard.flip())),
                                        (written, failure) -> peer.close()));
        // endregion
        ByteBuffer reply = ByteBuffer.allocate(64);
        PollFuture<Integer> ask =
                PollFutures.then(
                        PollSocket.connect(server.localAddress()),
                        socket ->
                                PollFutures.whenDone(
                                        PollFutures.then(
                                                socket.writeFully(
                                                        StandardCharsets.UTF_8.encode("echo")),
                                                n -> socket.read(reply)),
                                        (read, failure) -> socket.close()));
        try (server) {
            BlockOn.run(PollFutures.join(serve, ask, (a, b) -> null));
        }
        assertEquals("echo", StandardCharsets.UTF_8.decode(reply.flip()).toString());
    }

    @Test
    void counters() throws Exception {
        bridge.spawn(PollFutures.sleep(Duration.ofMillis(1))).get();
        // region counters
        out.println(bridge.counters());
        // endregion
        assertTrue(out.text().startsWith("CarrierCounters[polls="), out.text());
    }

    @Test
    void a_lambda_is_a_future() throws Exception {
        // region lambda
        PollFuture<Integer> answer = cx -> Poll.ready(42);
        // endregion
        assertEquals(42, BlockOn.run(answer));
    }

    @Test
    void a_slow_dependent_stops_no_carrier() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        Gate gate = new Gate();
        TaskFuture<String> task = bridge.spawn(gate);
        var dependent =
                task.thenAccept(
                        value -> {
                            ranOn.set(Thread.currentThread());
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        gate.open("x");

        assertSame("y", bridge.spawn(PollFutures.ready("y")).get());
        assertFalse(dependent.toCompletableFuture().isDone());
        release.countDown();
        dependent.toCompletableFuture().get();
        assertTrue(ranOn.get().isVirtual());
    }
}
