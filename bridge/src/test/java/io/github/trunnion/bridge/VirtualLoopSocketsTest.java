package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.bridge.VirtualLoops.Place;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Channels on a loop that is a virtual thread, and so parks in a selector. */
@Timeout(60)
class VirtualLoopSocketsTest {
    private static final int CLIENTS = 50;
    private static final int ROUNDS = 40;

    @BeforeEach
    void onlyWherePossible() {
        VirtualLoops.assumePossible();
    }

    private static PollFuture<Integer> rounds(InetSocketAddress address) {
        return PollFutures.then(
                PollSocket.connect(address),
                socket ->
                        PollFutures.whenDone(
                                PollFutures.loop(new Round(socket)::next),
                                (v, t) -> socket.close()));
    }

    /** Writes, reads what comes back, and does it again. */
    private static final class Round {
        private final PollSocket socket;
        private final ByteBuffer buffer = ByteBuffer.allocate(16);
        private int done;

        Round(PollSocket socket) {
            this.socket = socket;
        }

        PollFuture<Poll<Integer>> next() {
            return PollFutures.then(
                    socket.writeFully(SocketPair.bytes("0123456789abcdef")),
                    written ->
                            PollFutures.map(
                                    PollSocketTest.readFully(socket, buffer.clear()),
                                    read -> ++done == ROUNDS ? Poll.ready(done) : Poll.pending()));
        }
    }

    @Test
    void e01_manySockets_areServedByTheVirtualLoop() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor serving = VirtualLoops.builder().build();
                BridgeExecutor clients = VirtualLoops.builder().carriers(2).build()) {
            TaskFuture<Void> accepting = serving.spawn(PollSocketTest.serve(server));
            List<TaskFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.spawn(rounds((InetSocketAddress) server.localAddress())));
            }
            for (TaskFuture<Integer> one : all) {
                assertThat(one.get()).isEqualTo(ROUNDS);
            }
            assertThat(serving.counters().events()).isPositive();
            assertThat(serving.counters().parksHook()).isPositive();
            accepting.cancel(true);
        }
    }

    @Test
    void e12_socketClosedOnAnotherThread_endsTheWait() throws Exception {
        try (VirtualLoops loops = new VirtualLoops(Place.IN_A_SELECTOR);
                SocketPair pair = SocketPair.open()) {
            TaskFuture<Integer> read =
                    loops.executor.spawn(pair.socket().read(ByteBuffer.allocate(1)));
            loops.awaitPark();
            pair.socket().close();
            assertThatThrownBy(read::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ClosedChannelException.class);
            loops.awaitPark();
        }
    }

    @Test
    void h01_timedSelect_endsByTimeAndByAnEvent() throws Exception {
        try (VirtualLoops loops = new VirtualLoops(Place.IN_A_SELECTOR);
                SocketPair pair = SocketPair.open()) {
            ByteBuffer buffer = ByteBuffer.allocate(1);
            TaskFuture<?> late = loops.executor.spawn(PollFutures.sleep(Duration.ofHours(1)));
            for (int i = 0; i < 20; i++) {
                loops.executor.spawn(PollFutures.sleep(Duration.ofMillis(2))).get();
                TaskFuture<Integer> read = loops.executor.spawn(pair.socket().read(buffer.clear()));
                loops.awaitPark();
                pair.send("x");
                assertThat(read.get()).isEqualTo(1);
            }
            assertThat(late.isDone()).isFalse();
        }
    }

    @Test
    void c05_selectorReactor_canParkWhereASelectParks() throws Exception {
        Thread virtual = Thread.ofVirtual().unstarted(() -> {});
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                Selector selector = Selector.open()) {
            SelectorReactor reactor =
                    executor.<SelectorReactor>spawn(
                                    cx ->
                                            Poll.ready(
                                                    cx.reactor()
                                                            .acquire(
                                                                    SelectorReactor.class,
                                                                    SelectorReactor::open)
                                                            .hook()))
                            .get();
            assertThat(reactor.canParkOn(Thread.currentThread())).isTrue();
            assertThat(reactor.canParkOn(virtual)).isEqualTo(VirtualSelect.parksIn(selector));
        }
    }

    /** Two calls on one virtual thread, each a context of its own. */
    @Test
    void c05_blockOnOnAVirtualThread_waitsInASelectorOfItsOwn() throws Exception {
        CompletableFuture<String> reactors = new CompletableFuture<>();
        try (SocketPair pair = SocketPair.open()) {
            pair.send("ab");
            Runnable body =
                    () -> {
                        try {
                            StringBuilder seen = new StringBuilder();
                            for (int i = 0; i < 2; i++) {
                                ByteBuffer one = ByteBuffer.allocate(1);
                                seen.append(BlockOn.<Integer>run(pair.socket().read(one)));
                                seen.append(SocketPair.text(one));
                            }
                            reactors.complete(seen.toString());
                        } catch (Throwable t) {
                            reactors.completeExceptionally(t);
                        }
                    };
            Thread.ofVirtual().start(body);
            assertThat(reactors.get()).isEqualTo("1a1b");
        }
    }
}
