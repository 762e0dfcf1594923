package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A reactor with a thread of its own. */
@Timeout(60)
class DetachedReactorTest {
    private final SelectorReactor.Detached reactor = SelectorReactor.detached();
    private final Signal signal = new Signal();
    private final Context cx = Context.of(signal);
    private final ByteBuffer buffer = ByteBuffer.allocate(64);
    private SocketPair pair;

    @BeforeEach
    void open() throws Exception {
        pair = SocketPair.open(reactor);
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        reactor.close();
    }

    private <T> T finish(PollFuture<T> future) throws Exception {
        while (true) {
            if (future.poll(cx) instanceof Poll.Ready<T> ready) {
                return ready.value();
            }
            signal.await();
        }
    }

    @Test
    void aWaitEndsWithAnEvent() throws Exception {
        for (int i = 0; i < 100; i++) {
            PollFuture<Integer> read = pair.socket().read(buffer.clear());
            assertThat(read.poll(cx).isReady()).isFalse();
            pair.send("ping");
            assertThat(finish(read)).isEqualTo(4);
        }
    }

    /** The register of the second poll compares wakers first: then the event comes. */
    @Test
    void e02_anEventWhileAPollRegistersItsWaker_isSeenByThatPoll() throws Exception {
        CountDownLatch earlierWoken = new CountDownLatch(1);
        Waker earlier =
                new Waker() {
                    @Override
                    public void wake() {
                        earlierWoken.countDown();
                    }

                    @Override
                    public boolean willWake(Waker other) {
                        if (other == this) {
                            return true;
                        }
                        try {
                            pair.send("ping");
                            earlierWoken.await();
                        } catch (java.io.IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return false;
                    }
                };
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(Context.of(earlier)).isReady()).isFalse();

        assertThat(read.poll(cx)).isEqualTo(Poll.ready(4));
    }

    @Test
    void r04_aPollOfAPendingReadAsksTheSystemNothing() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        for (int i = 0; i < 10; i++) {
            assertThat(read.poll(cx).isReady()).isFalse();
        }
        assertThat(pair.socket().binding.ioCalls).isEqualTo(1);
        pair.send("x");
        assertThat(finish(read)).isEqualTo(1);
        assertThat(pair.socket().binding.ioCalls).isEqualTo(2);
    }

    @Test
    void bothDirectionsWaitAtOnce() throws Exception {
        PollFuture<Integer> write = pair.socket().writeFully(ByteBuffer.allocate(16 << 20));
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(cx).isReady()).isFalse();
        assertThat(write.poll(cx).isReady()).isFalse();
        pair.send("x");
        assertThat(finish(read)).isEqualTo(1);
        Thread sink =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
                                    try {
                                        for (int n = 0; n < 16 << 20; ) {
                                            n += pair.peer().read(bytes.clear());
                                        }
                                    } catch (java.io.IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        assertThat(finish(write)).isEqualTo(16 << 20);
        sink.join();
    }

    @Test
    void connectAndAcceptWaitThere() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY, reactor);
                BridgeExecutor bridge = BridgeExecutor.builder().name("other").build()) {
            TaskFuture<PollSocket> accept = bridge.spawn(server.accept());
            PollSocket client = finish(PollSocket.connect(server.localAddress(), reactor));
            PollSocket accepted = accept.get();
            finish(client.writeFully(SocketPair.bytes("hello")));
            assertThat(BlockOn.<Integer>run(accepted.read(buffer))).isEqualTo(5);
            assertThat(bridge.counters().parksHook()).as("no reactor on the carrier").isZero();
            client.close();
            assertThat(finish(accepted.read(buffer))).isEqualTo(-1);
            accepted.close();
        }
    }

    @Test
    void anyContextMayUseTheChannel() throws Exception {
        try (BridgeExecutor one = BridgeExecutor.builder().name("one").build();
                BridgeExecutor two = BridgeExecutor.builder().name("two").build()) {
            for (BridgeExecutor each : new BridgeExecutor[] {one, two, one}) {
                TaskFuture<Integer> read = each.spawn(pair.socket().read(buffer.clear()));
                pair.send("x");
                assertThat(read.get()).isEqualTo(1);
            }
        }
    }

    @Test
    void f07_aCancelledWaitFreesTheDirectionAtOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            PollFuture<Integer> cancelled = pair.socket().read(buffer);
            assertThat(cancelled.poll(cx).isReady()).isFalse();
            cancelled.cancel();
            PollFuture<Integer> read = pair.socket().read(buffer.clear());
            assertThat(read.poll(cx).isReady()).isFalse();
            pair.send("x");
            assertThat(finish(read)).isEqualTo(1);
        }
    }

    @Test
    void f07_cancelledConnectClosesTheChannel() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY)) {
            for (int i = 0; i < 50; i++) {
                PollFuture<PollSocket> connect = PollSocket.connect(server.localAddress(), reactor);
                if (connect.poll(cx) instanceof Poll.Ready<PollSocket> ready) {
                    connect.onDiscard(ready.value());
                } else {
                    connect.cancel();
                }
            }
        }
    }

    @Test
    void closeOfTheChannelFailsItsWait() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(cx).isReady()).isFalse();
        SocketPair.elsewhere(pair.socket()::close);
        assertThatThrownBy(() -> finish(read)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> finish(pair.socket().read(buffer)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closeOfTheReactorFailsPendingAndLaterWaits() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(cx).isReady()).isFalse();
        reactor.close();
        reactor.close();
        assertThatThrownBy(() -> finish(read))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("detached reactor")
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> finish(pair.socket().read(buffer)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(pair.socket().channel().isOpen()).isTrue();
        assertThat(finish(pair.socket().write(SocketPair.bytes("x")))).isEqualTo(1);
        assertThat(reactor.toString()).contains("closed");
    }

    @Test
    void closeOfTheReactorOnACarrierDoesNotBlock() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(cx).isReady()).isFalse();
        BlockOn.run(
                PollFutures.lazy(
                        () -> {
                            reactor.close();
                            return PollFutures.ready(0);
                        }));
        assertThatThrownBy(() -> finish(read)).hasMessageContaining("closed");
    }

    @Test
    void theThreadEndsWithTheReactor() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        assertThat(read.poll(cx).isReady()).isFalse();
        pair.send("x");
        finish(read);
        String name = reactor.toString().replaceAll(".*\\[(.*)]", "$1");
        assertThat(alive(name)).isTrue();
        reactor.close();
        await().until(() -> !alive(name));
    }

    private static boolean alive(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals(name) && t.isDaemon());
    }

    @Test
    void aReadOfTwoThreadsAtOnceIsRefusedOrServed() throws Exception {
        // a mistake of the caller: it must end, in whichever way
        for (int i = 0; i < 200; i++) {
            CountDownLatch done = new CountDownLatch(2);
            for (int t = 0; t < 2; t++) {
                PollFuture<Integer> read = pair.socket().read(ByteBuffer.allocate(1));
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        BlockOn.run(read);
                                    } catch (Exception refused) {
                                        assertThat(refused)
                                                .hasMessageContaining("another read is pending");
                                    }
                                    done.countDown();
                                });
            }
            pair.send("xy");
            done.await();
            pair.peer().configureBlocking(true);
            while (BlockOn.<Poll<?>>run(c -> Poll.ready(drain(c))).isReady()) {
                // until nothing is left
            }
        }
    }

    private Poll<?> drain(Context c) throws Exception {
        PollFuture<Integer> read = pair.socket().read(ByteBuffer.allocate(8));
        Poll<Integer> poll = read.poll(c);
        if (!poll.isReady()) {
            read.cancel();
        }
        return poll;
    }

    /** The waker polls on the detached carrier itself; there is no later wake. */
    @Test
    void w03_aWakerThatPollsAtOnceFindsTheOutcome() throws Exception {
        PollFuture<Integer> read = pair.socket().read(buffer);
        CompletableFuture<Poll<Integer>> seen = new CompletableFuture<>();
        Waker polling =
                () -> {
                    try {
                        seen.complete(read.poll(cx));
                    } catch (Throwable thrown) {
                        seen.completeExceptionally(thrown);
                    }
                };
        assertThat(read.poll(Context.of(polling)).isReady()).isFalse();
        pair.send("ping");
        assertThat(seen.get()).isEqualTo(Poll.ready(4));
    }
}
