package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long a selector waits for a scheduled task, and what is known of a wait meanwhile. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class CarrierIoContextTest {
    @ParameterizedTest
    @CsvSource({
        "-1, -1",
        "0, 0",
        "1, 1000000",
        "499999, 1000000",
        "1000000, 1000000",
        "1000001, 2000000",
        "9223372036854775807, 9223372036854775807"
    })
    void h01_timeToTheNextTask_isRoundedUp(long nanos, long rounded) {
        IoHandlerContext context =
                new IoHandlerContext() {
                    @Override
                    public boolean canBlock() {
                        return true;
                    }

                    @Override
                    public long delayNanos(long currentTimeNanos) {
                        return nanos;
                    }

                    @Override
                    public long deadlineNanos() {
                        return nanos;
                    }
                };
        HandHost host = new HandHost();
        IoHandlerContext millis = new CarrierIoContext(host, true).of(context);
        assertThat(millis.delayNanos(0)).isEqualTo(rounded);
        assertThat(millis.deadlineNanos()).isEqualTo(nanos);
        assertThat(millis.canBlock()).isTrue();
        IoHandlerContext exact = new CarrierIoContext(host, false).of(context);
        assertThat(exact.delayNanos(0)).isEqualTo(nanos);
        assertThat(host.awakenings()).isZero();
        assertThat(exact.shouldReportActiveIoTime()).isFalse();
        assertThat(host.awakenings()).isEqualTo(1);
    }

    @Test
    void h08_scheduledTasksThatAreDueSoon_haveTheCarrierWaitNotSpin() throws Exception {
        int tasks = 200;
        try (BridgeExecutor executor = BridgeExecutor.builder().name("scheduled").build();
                BridgeEventLoopGroup group =
                        BridgeEventLoopGroup.open(executor, NettyTransport.NIO)) {
            EventLoop loop = group.next();
            CountDownLatch left = new CountDownLatch(tasks);
            loop.execute(() -> again(loop, left));
            left.await();
            assertThat(executor.counters().spuriousReturns()).isLessThan(10L * tasks);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the latch tells
    private static void again(EventLoop loop, CountDownLatch left) {
        left.countDown();
        if (left.getCount() > 0) {
            loop.schedule(() -> again(loop, left), 400, TimeUnit.MICROSECONDS);
        }
    }
}
