package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Who wakes a carrier that blocks in its event loop, and who need not. */
@Timeout(60)
class ParkWordTest {
    private final ParkWord word = new ParkWord();
    private final Wakeups wakeups = new Wakeups();
    private final CarrierIoHandler handler = handler(wakeups, this::taskAdded);

    @SuppressWarnings("NullAway") // it has no event loop to end
    private static CarrierIoHandler handler(IoHandler wakeups, Runnable taskAdded) {
        return new CarrierIoHandler(wakeups, taskAdded, null, new HandHost());
    }

    private void taskAdded() {
        handler.wake(word.mark(ParkWord.TASKS));
    }

    /** Counts what would be system calls. */
    private static final class Wakeups implements IoHandler {
        final AtomicInteger count = new AtomicInteger();

        @Override
        public void wakeup() {
            count.incrementAndGet();
        }

        @Override
        public int run(IoHandlerContext context) {
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    @Test
    void e03_tasksForACarrierThatIsAwake_wakeNobody() {
        for (int i = 0; i < 1000; i++) {
            handler.wakeup();
        }
        assertThat(wakeups.count).hasValue(0);
    }

    @Test
    void e03_manyTasksForOneThatBlocks_wakeItOnce() {
        assertThat(word.enter(ParkWord.BLOCKING)).isTrue();
        assertThat(word.isAsleep()).isTrue();
        for (int i = 0; i < 1000; i++) {
            handler.wakeup();
        }
        assertThat(wakeups.count).hasValue(1);
        assertThat(word.isAsleep()).isFalse();
        word.leave();
        handler.wakeup();
        assertThat(wakeups.count).hasValue(1);
    }

    @Test
    void h03_aTaskBetweenTheLastLookAndTheBlock_keepsItFromBlocking() {
        word.take();
        handler.wakeup();
        assertThat(word.enter(ParkWord.BLOCKING)).isFalse();
        word.leave();
        assertThat(word.enter(ParkWord.BLOCKING)).isTrue();
    }

    @Test
    void h03_anUnparkIsKept_thoughTasksComeAfterIt() {
        word.mark(ParkWord.UNPARKED);
        handler.wakeup();
        assertThat(word.take()).isTrue();
        handler.wakeup();
        assertThat(word.take()).isFalse();
        assertThat(word.take()).isFalse();
    }

    @Test
    void aCarrierThatParksPlainly_isUnparked_notWokenInTheHandler() {
        assertThat(word.enter(ParkWord.PARKED)).isTrue();
        handler.wakeup();
        LockSupport.park(); // returns: there is a permit
        assertThat(wakeups.count).hasValue(0);
    }
}
