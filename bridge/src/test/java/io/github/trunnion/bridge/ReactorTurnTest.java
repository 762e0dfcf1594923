package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;

/** What one park of the reactor meets, in which order, and how it counts it. */
@Timeout(30)
class ReactorTurnTest {
    private final HandContext cx = new HandContext();
    private SocketPair pair;
    private PollFuture<Integer> read;
    private int asked;

    @BeforeEach
    void waitInTheReactor() throws Exception {
        pair = SocketPair.open();
        read = pair.socket().read(ByteBuffer.allocate(8));
        assertThat(cx.poll(read).isReady()).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        cx.close();
    }

    private void closeElsewhere() {
        try {
            SocketPair.elsewhere(pair.socket()::close);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closedByAnotherThreadBeforeThePark_servedWithoutAskingWhetherToBlock() throws Exception {
        closeElsewhere();
        cx.beforeBlocking = () -> asked++;
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(asked).isZero();
        assertThat(cx.wakes).isEqualTo(1);
    }

    @Test
    void closedByAnotherThreadRightBeforeTheSelectBlocks_isAnEventOfThatPark() throws Exception {
        cx.beforeBlocking =
                () -> {
                    asked++;
                    closeElsewhere();
                };
        assertThat(cx.hook.park(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(asked).isEqualTo(1);
        assertThat(cx.wakes).isEqualTo(1);
        assertThat(cx.leases.get()).isZero();
    }

    @Test
    void h05_failure_wakesTheWaitersBeforeTheReactorIsClosed() {
        cx.hook.failed(new ClosedSelectorException());
        assertThat(cx.wakes).isEqualTo(1);
        assertThat(cx.hook.selector.isOpen()).isTrue();
    }

    @Test
    void reactor_namesItsThreadAndItsState() throws Exception {
        SelectorReactor hook = cx.hook;
        String name = "SelectorReactor[" + Thread.currentThread().getName() + ", ";
        assertThat(hook).hasToString(name + "1 channels]");
        try (HandContext other = new HandContext();
                SocketPair second = SocketPair.open()) {
            assertThat(other.poll(second.socket().read(ByteBuffer.allocate(8))).isReady())
                    .isFalse();
            other.hook.failed(new ClosedSelectorException());
            assertThat(other.hook).hasToString(name + "1 channels, failed]");
        }
        cx.close();
        assertThat(hook).hasToString(name + "0 channels, closed]");
    }

    @Test
    void closedSources_takenOnceLastPushedFirst() {
        ClosedSources closed = new ClosedSources();
        assertThat(closed.takeAll()).isNull();
        Source first = new Source(cx.hook, pair.socket().binding, null, null);
        Source second = new Source(cx.hook, pair.socket().binding, null, null);
        closed.push(first);
        closed.push(second);
        assertThat(closed.takeAll()).isSameAs(second);
        assertThat(second.nextClosed).isSameAs(first);
        assertThat(first.nextClosed).isNull();
        assertThat(closed.takeAll()).isNull();
    }

    @Test
    void direction_isClaimedByOneOperationUntilItIsFree() {
        Direction direction = new Direction("read", false);
        Object one = new Object();
        Object two = new Object();
        assertThat(direction.isHeld()).isFalse();
        assertThat(direction.claim(one)).isTrue();
        assertThat(direction.claim(one)).isTrue();
        assertThat(direction.claim(two)).isFalse();
        assertThat(direction.isHeldBy(one)).isTrue();
        assertThat(direction.isFreeFor(two)).isFalse();
        direction.unclaim();
        assertThat(direction.isHeld()).isFalse();
        assertThat(direction.claim(two)).isTrue();
    }
}
