package io.github.trunnion.nettysuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;

/** A buffer that nobody releases is noticed. */
class LeaksTest {
    @Test
    void aBufferIsForgotten_theCheckFails_once() {
        forget();
        await().untilAsserted( // the collector tells of it a moment later
                        () ->
                                assertThatThrownBy(SuiteExtension::requireNoLeaks)
                                        .isInstanceOf(AssertionError.class)
                                        .hasMessageContaining("LeaksTest"));
        SuiteExtension.requireNoLeaks();
    }

    private static void forget() {
        ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer().writeByte(1);
        assertThat(buffer.readableBytes()).isEqualTo(1);
    }
}
