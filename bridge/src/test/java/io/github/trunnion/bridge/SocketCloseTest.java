package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Closing, from everywhere, with and without somebody waiting. */
@Timeout(60)
class SocketCloseTest {
    private final HandContext cx = new HandContext();
    private final ByteBuffer buffer = ByteBuffer.allocate(8);
    private SocketPair pair;
    private PollSocket socket;

    @BeforeEach
    void open() throws Exception {
        pair = SocketPair.open();
        socket = pair.socket();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        cx.close();
    }

    private void assertClosed(PollFuture<?> pending) throws IOException {
        assertThatThrownBy(() -> cx.poll(pending)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> cx.poll(socket.read(buffer)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> cx.poll(socket.write(SocketPair.bytes("x"))))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(cx.leases.get()).isZero();
        assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void closeOnTheCarrierWakesThePendingRead() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        socket.close();
        socket.close();
        assertThat(cx.wakes).isEqualTo(1);
        assertClosed(read);
    }

    /** The closer stands before the JDK's close. */
    @Test
    @Timeout(20)
    void e02_closeHasBegunOnAnotherThread_readThatWouldWaitFails() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        Thread closer;
        synchronized (fieldOfChannel(AbstractInterruptibleChannel.class, "closeLock")) {
            closer = Thread.ofPlatform().start(socket.binding::closeQuietly);
            await().until(() -> closer.getState() == Thread.State.BLOCKED);
            assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
            assertThat(cx.leases.get()).isZero();
        }
        closer.join();
        assertThat(socket.channel().isOpen()).isFalse();
    }

    /**
     * The closer stands inside the JDK's close, where the channel is not connected any more but has
     * its key: events are reported without readiness.
     */
    @Test
    @Timeout(20)
    void h06_dataArrivesDuringACloseOnAnotherThread_selectorHasForgottenTheChannel()
            throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        ReentrantLock readLock =
                (ReentrantLock) fieldOfChannel(socket.channel().getClass(), "readLock");
        readLock.lock();
        Thread closer = Thread.ofPlatform().start(socket.binding::closeQuietly);
        try {
            await().until(() -> readLock.hasQueuedThread(closer));
            pair.send("x"); // or this would be reported over and over
            cx.hook.unpark();
            assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
            assertThat(cx.hook.selector.keys()).isEmpty();
            assertThat(cx.wakes).isEqualTo(1);
            assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
            assertThat(cx.hook.hasInterest()).isFalse();
            assertThat(cx.leases.get()).isZero();
        } finally {
            readLock.unlock();
        }
        closer.join();
        assertThat(socket.channel().isOpen()).isFalse();
    }

    /**
     * The closer stands inside the JDK's cancel of the key, which is marked, but of which the
     * selector has not been told.
     */
    @Test
    @Timeout(20)
    void h09_closeHereDuringACloseOnAnotherThread_selectorForgetsTheChannel() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        Class<?> selectorImpl = cx.hook.selector.getClass().getSuperclass();
        Thread closer;
        synchronized (field(cx.hook.selector, selectorImpl, "cancelledKeys")) {
            closer = Thread.ofPlatform().start(socket.binding::closeQuietly);
            await().until(() -> closer.getState() == Thread.State.BLOCKED);
            socket.close();
        }
        closer.join();
        while (cx.hook.hasInterest()) {
            cx.hook.park(Long.MAX_VALUE);
        }
        assertThat(cx.hook.selector.keys()).isEmpty();
        assertThat(cx.wakes).isEqualTo(1);
        assertClosed(read);
    }

    private Object fieldOfChannel(Class<?> declaring, String name)
            throws ReflectiveOperationException {
        return field(socket.channel(), declaring, name);
    }

    private static Object field(Object of, Class<?> declaring, String name)
            throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void closeOnAnotherThreadBeforeThePark() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        SocketPair.elsewhere(socket::close);
        SocketPair.elsewhere(socket::close);
        assertThat(cx.hook.hasInterest()).isTrue();
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(cx.wakes).isEqualTo(1);
        assertClosed(read);
        assertThat(cx.hook.hasInterest()).isFalse();
    }

    @Test
    void closeOnAnotherThreadDuringThePark() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        Thread closer = Thread.ofPlatform().start(socket::closeQuietly);
        cx.parkUntil(() -> cx.wakes == 1);
        closer.join();
        assertClosed(read);
    }

    @Test
    void closeOnAnotherThreadWithNobodyWaiting() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        read.cancel();
        SocketPair.elsewhere(socket::close);
        assertThat(cx.hook.hasInterest()).as("the descriptor is not given back yet").isTrue();
        cx.hook.park(Long.MAX_VALUE);
        assertThat(cx.hook.hasInterest()).isFalse();
        assertThat(cx.hook.selector.keys()).isEmpty();
        assertThat(cx.leases.get()).isZero();
    }

    @Test
    void closeOnAnotherThreadBeforeTheWaitIsPolledAgain() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        SocketPair.elsewhere(socket::close);
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(cx.wakes).as("nobody waits any more").isZero();
        assertClosed(socket.read(buffer));
    }

    @Test
    void closeBeforeTheFirstWait() throws Exception {
        socket.close();
        assertThatThrownBy(() -> cx.poll(socket.read(buffer)))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(cx.hook).as("no reactor for that").isNull();
    }

    @Test
    void closeEndsBothDirections() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        PollFuture<Integer> write = socket.writeFully(ByteBuffer.allocate(32 << 20));
        cx.poll(read);
        assertThat(cx.poll(write).isReady()).isFalse();
        socket.close();
        assertThat(cx.wakes).isEqualTo(2);
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> cx.poll(write)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closeOfOneOfManyLeavesTheOthers() throws Exception {
        try (SocketPair other = SocketPair.open()) {
            PollFuture<Integer> read = socket.read(buffer);
            PollFuture<Integer> otherRead = other.socket().read(ByteBuffer.allocate(8));
            cx.poll(read);
            cx.poll(otherRead);
            socket.close();
            assertThat(cx.leases.get()).isEqualTo(1);
            assertThat(cx.hook.hasInterest()).isTrue();
            other.send("x");
            assertThat(cx.finish(otherRead)).isEqualTo(1);
            assertThat(cx.hook.selector.keys()).hasSize(1);
        }
    }

    @Test
    void closeOfTheNioChannelIsFoundAfterTheNextSelect() throws Exception {
        try (SocketPair other = SocketPair.open()) {
            PollFuture<Integer> read = socket.read(buffer);
            PollFuture<Integer> otherRead = other.socket().read(ByteBuffer.allocate(8));
            cx.poll(read);
            cx.poll(otherRead);
            socket.channel().close();
            cx.hook.park(0);
            assertThat(cx.wakes).isEqualTo(1);
            assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(ClosedChannelException.class);
            assertThat(cx.leases.get()).isEqualTo(1);
            socket.close();
            assertThat(cx.leases.get()).isEqualTo(1);
            other.send("x");
            assertThat(cx.finish(otherRead)).isEqualTo(1);
        }
    }

    @Test
    void cancelOfTheKeyFailsThePendingReadAndTheChannelBindsAnew() throws Exception {
        PollFuture<Integer> read = socket.read(buffer);
        cx.poll(read);
        SelectionKey key = socket.channel().keyFor(cx.hook.selector);
        key.cancel();
        cx.hook.park(0);
        assertThat(cx.wakes).isEqualTo(1);
        assertThat(cx.leases.get()).isZero();
        assertThatThrownBy(() -> cx.poll(read)).isInstanceOf(CancelledKeyException.class);
        PollFuture<Integer> next = socket.read(buffer);
        assertThat(cx.poll(next).isReady()).isFalse();
        pair.send("x");
        assertThat(cx.finish(next)).isEqualTo(1);
        assertThat(cx.leases.get()).isEqualTo(1);
    }

    @Test
    void closeOfTheServerFailsThePendingAccept() throws Exception {
        PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
        PollFuture<PollSocket> accept = server.accept();
        cx.poll(accept);
        SocketPair.elsewhere(server::close);
        cx.parkUntil(() -> cx.wakes == 1);
        assertThatThrownBy(() -> cx.poll(accept)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closeInTheExecutorFromOutside() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("closed").build()) {
            for (int i = 0; i < 200; i++) {
                try (SocketPair each = SocketPair.open()) {
                    TaskFuture<Integer> read =
                            bridge.spawn(each.socket().read(ByteBuffer.allocate(8)));
                    if (i % 2 == 0) {
                        // by now the read may be unpolled, waiting or parked for
                        each.socket().close();
                    } else {
                        CountDownLatch polled = new CountDownLatch(1);
                        bridge.execute(polled::countDown);
                        polled.await();
                        each.socket().close();
                    }
                    assertThatThrownBy(read::join).hasCauseInstanceOf(ClosedChannelException.class);
                }
            }
        }
    }

    @Test
    void descriptorsAreGivenBackAfterAThousandConnections() throws Exception {
        try (PollServerSocket server = PollServerSocket.bind(SocketPair.ANY);
                BridgeExecutor bridge = BridgeExecutor.builder().name("fds").build()) {
            TaskFuture<Void> serving = bridge.spawn(PollSocketTest.serve(server));
            SocketAddress address = server.localAddress();
            cycle(bridge, address, 10);
            int before = SocketPair.descriptors();
            cycle(bridge, address, 1000);
            await().until(() -> SocketPair.descriptors() <= before + 5);
            serving.cancel(true);
        }
    }

    private static void cycle(BridgeExecutor bridge, SocketAddress address, int count)
            throws Exception {
        for (int i = 0; i < count; i++) {
            PollSocket client = bridge.spawn(PollSocket.connect(address)).get();
            assertThat(bridge.spawn(client.write(SocketPair.bytes("x"))).get()).isEqualTo(1);
            ByteBuffer reply = ByteBuffer.allocate(8);
            assertThat(bridge.spawn(client.read(reply)).get()).isEqualTo(1);
            if (i % 2 == 0) {
                client.close(); // from outside
            } else {
                bridge.spawn(
                                PollFutures.lazy(
                                        () -> {
                                            client.close();
                                            return PollFutures.ready(0);
                                        }))
                        .get();
            }
        }
    }

    @Test
    void descriptorsAreGivenBackWhenTheLastChannelIsClosedOutside() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("idle").build()) {
            List<SocketPair> pairs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                SocketPair each = SocketPair.open();
                pairs.add(each);
                PollFuture<Integer> read = each.socket().read(ByteBuffer.allocate(8));
                bridge.spawn(
                                cxx -> {
                                    Poll<Integer> poll = read.poll(cxx);
                                    read.cancel();
                                    return Poll.ready(poll.isReady());
                                })
                        .get();
            }
            int before = SocketPair.descriptors();
            for (SocketPair each : pairs) {
                each.close();
            }
            // the carrier, which is parked, is woken for that
            await().until(() -> SocketPair.descriptors() <= before - 40);
        }
    }
}
