package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorConflictException;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.WrongContextException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Which context a channel belongs to. */
@Timeout(60)
class SocketContextTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(64);

    /** Polls once in the context of the executor, and cancels. */
    private static <T> PollFuture<Boolean> once(PollFuture<T> future) {
        return cx -> {
            boolean ready = future.poll(cx).isReady();
            if (!ready) {
                future.cancel();
            }
            return Poll.ready(ready);
        };
    }

    @Test
    void e12_aChannelIsUnboundWhenItsContextEnds() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build()) {
            TaskFuture<Void> serving = bridge.spawn(PollSocketTest.serve(server));
            PollSocket socket = BlockOn.run(PollSocket.connect(server.localAddress()));
            assertThat(socket.binding.isBound()).isFalse();
            for (int i = 0; i < 10; i++) {
                BlockOn.run(socket.writeFully(SocketPair.bytes("ping")));
                ByteBuffer reply = ByteBuffer.allocate(4);
                assertThat(BlockOn.<Integer>run(PollSocketTest.readFully(socket, reply)))
                        .isEqualTo(4);
            }
            TaskFuture<Integer> elsewhere = bridge.spawn(socket.write(SocketPair.bytes("x")));
            assertThat(elsewhere.get()).isEqualTo(1);
            socket.close();
            serving.cancel(true);
        }
    }

    @Test
    @SuppressWarnings("try") // closed twice
    void e12_anotherLivingContextIsRefusedByName() throws Exception {
        try (SocketPair pair = SocketPair.open();
                BridgeExecutor home = BridgeExecutor.builder().name("home").build();
                BridgeExecutor away = BridgeExecutor.builder().name("away").build()) {
            home.spawn(once(pair.socket().read(buffer))).get();
            assertThat(pair.socket().binding.isBound()).isTrue();
            assertThatThrownBy(() -> away.spawn(pair.socket().read(buffer)).join())
                    .hasCauseInstanceOf(WrongContextException.class)
                    .hasMessageContaining(pair.socket().toString())
                    .hasMessageContaining("home-0")
                    .hasMessageContaining("away-0")
                    .hasMessageContaining("Await.on(executor)")
                    .hasMessageContaining("executor.newThread")
                    .hasMessageContaining("one carrier")
                    .hasMessageContaining("SelectorReactor.detached()");
            assertThatThrownBy(() -> away.spawn(pair.socket().write(SocketPair.bytes("x"))).join())
                    .as("though it could write at once")
                    .hasCauseInstanceOf(WrongContextException.class);
            assertThatThrownBy(() -> BlockOn.run(pair.socket().read(buffer)))
                    .isInstanceOf(WrongContextException.class);
            pair.send("x");
            assertThat(home.spawn(pair.socket().read(buffer)).get()).isEqualTo(1);
            home.close();
            pair.send("y");
            assertThat(away.spawn(pair.socket().read(buffer.clear())).get()).isEqualTo(1);
        }
    }

    @Test
    void e12_aWaitThatItsContextLeftBehindDoesNotBlockTheDirection() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            HandContext first = new HandContext();
            PollFuture<Integer> abandoned = pair.socket().read(buffer);
            first.poll(abandoned);
            first.close();
            pair.send("x");
            assertThat(BlockOn.<Integer>run(pair.socket().read(buffer))).isEqualTo(1);
        }
    }

    @Test
    void c05_aContextWithoutASlotWaitsInTheSharedDetachedReactor() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            Thread me = Thread.currentThread();
            PollFuture<Integer> read = pair.socket().read(buffer);
            Signal signal = new Signal();
            Context cx = Context.of(signal);
            assertThat(read.poll(cx).isReady()).isFalse();
            pair.send("hello");
            signal.await();
            assertThat(read.poll(cx)).isEqualTo(Poll.ready(5));
            assertThat(Thread.currentThread()).isSameAs(me);
            assertThat(BlockOn.<Integer>run(pair.socket().write(SocketPair.bytes("x"))))
                    .as("at home in every context")
                    .isEqualTo(1);
        }
    }

    @Test
    void c05_aVirtualThreadWaitsInItsOwnSelectorOrInTheSharedDetachedReactor() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("server").build()) {
            TaskFuture<Void> serving = bridge.spawn(PollSocketTest.serve(server));
            Throwable[] thrown = {null};
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (PollSocket socket =
                                        BlockOn.run(PollSocket.connect(server.localAddress()))) {
                                    BlockOn.run(socket.writeFully(SocketPair.bytes("virtual")));
                                    buffer.limit(7);
                                    assertThat(
                                                    BlockOn.<Integer>run(
                                                            PollSocketTest.readFully(
                                                                    socket, buffer)))
                                            .isEqualTo(7);
                                } catch (Throwable t) {
                                    thrown[0] = t;
                                }
                            })
                    .join();
            assertThat(thrown[0]).isNull();
            assertThat(SocketPair.text(buffer)).isEqualTo("virtual");
            serving.cancel(true);
        }
    }

    @Test
    void c04_aConflictIsTheFailureOfTheOperation() throws Exception {
        try (SocketPair pair = SocketPair.open();
                HandContext cx = new HandContext()) {
            cx.conflict = true;
            assertThatThrownBy(() -> cx.poll(pair.socket().read(buffer)))
                    .isInstanceOf(ReactorConflictException.class);
            cx.conflict = false;
            assertThat(cx.poll(pair.socket().read(buffer)).isReady()).isFalse();
        }
    }

    @Test
    void c06_theSlotIsFreeForAnotherKindWhenTheLastChannelIsClosed() throws Exception {
        ReactorHook other = ReactorHook.of(nanos -> 0, () -> {});
        try (SocketPair pair = SocketPair.open();
                BridgeExecutor bridge = BridgeExecutor.builder().name("replaced").build()) {
            TaskFuture<Boolean> replaced =
                    bridge.spawn(
                            cx -> {
                                PollFuture<Integer> read = pair.socket().read(buffer);
                                assertThat(read.poll(cx).isReady()).isFalse();
                                assertThatThrownBy(() -> cx.reactor().acquire(other))
                                        .isInstanceOf(ReactorConflictException.class);
                                read.cancel();
                                pair.socket().close();
                                try (ReactorLease<ReactorHook> lease =
                                        cx.reactor().acquire(other)) {
                                    return Poll.ready(lease.isCurrent(cx.reactor()));
                                }
                            });
            assertThat(replaced.get()).isTrue();
        }
    }

    @Test
    void h05_aFailedReactorFailsItsChannelsAndANewChannelGetsANewOne() throws Exception {
        try (SocketPair pair = SocketPair.open();
                SocketPair fresh = SocketPair.open();
                BridgeExecutor bridge = BridgeExecutor.builder().name("failing").build()) {
            PollFuture<Integer> read = pair.socket().read(buffer);
            TaskFuture<Integer> reading =
                    bridge.spawn(
                            cx -> {
                                Poll<Integer> poll = read.poll(cx);
                                if (cx.reactor().held() instanceof SelectorReactor hook) {
                                    hook.selector.close();
                                }
                                return poll;
                            });
            assertThatThrownBy(reading::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ReactorFailedException.class);
            assertThatThrownBy(() -> bridge.spawn(pair.socket().read(buffer)).join())
                    .hasCauseInstanceOf(ReactorFailedException.class);
            TaskFuture<Integer> works = bridge.spawn(fresh.socket().read(buffer));
            fresh.send("x");
            assertThat(works.get()).isEqualTo(1);
        }
    }

    @Test
    void c08_twoExecutorsHaveReactorsOfTheirOwn() throws Exception {
        try (SocketPair one = SocketPair.open();
                SocketPair two = SocketPair.open();
                BridgeExecutor first = BridgeExecutor.builder().name("first").build();
                BridgeExecutor second = BridgeExecutor.builder().name("second").build()) {
            TaskFuture<Integer> firstRead = first.spawn(one.socket().read(ByteBuffer.allocate(8)));
            TaskFuture<Integer> secondRead =
                    second.spawn(two.socket().read(ByteBuffer.allocate(8)));
            one.send("x");
            two.send("yz");
            assertThat(firstRead.get()).isEqualTo(1);
            assertThat(secondRead.get()).isEqualTo(2);
        }
    }

    @Test
    void e06_closingTheExecutorFreesItsChannels() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            BridgeExecutor bridge = BridgeExecutor.builder().name("ending").build();
            TaskFuture<Integer> read = bridge.spawn(pair.socket().read(buffer));
            bridge.close(Duration.ZERO);
            assertThatThrownBy(read::join).isInstanceOf(BridgeClosedException.class);
            pair.send("x");
            assertThat(BlockOn.<Integer>run(PollFutures.map(pair.socket().read(buffer), n -> n)))
                    .isEqualTo(1);
        }
    }
}
