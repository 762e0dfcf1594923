package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The check itself: it finds a buffer that nobody has released. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LeakCheckTest {

    @Test
    void aLeakIsFound() {
        assertThat(ByteBufAllocator.DEFAULT.buffer().refCnt()).isEqualTo(1);
        await().until(
                        () -> {
                            LeakCheck.look();
                            return !LeakCheck.LEAKS.isEmpty();
                        });
        LeakCheck.LEAKS.clear();
    }
}
