package io.github.trunnion.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

/** Who stops reading from a connection, and who resumes it (N3). */
class ReadPauseTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext ctx = channel.pipeline().firstContext();
    private final ReadPause pause = new ReadPause(4);

    private boolean reads() {
        return channel.config().isAutoRead();
    }

    @Test
    void n03_moreThanTheMarkWait_paused_halfOfThemAreLeft_resumed() {
        pause.added(ctx, 4);
        assertThat(reads()).isTrue();
        pause.added(ctx, 5);
        assertThat(reads()).isFalse();
        pause.drained(ctx, 3);
        assertThat(reads()).isFalse();
        pause.drained(ctx, pause.lowMark());
        assertThat(reads()).isTrue();
    }

    @Test
    void n03_othersHavePausedBefore_notResumed() {
        channel.config().setAutoRead(false);
        pause.added(ctx, 5);
        pause.drained(ctx, 0);
        assertThat(reads()).isFalse();
    }

    @Test
    void n03_endedWhilePaused_resumed_butNotWhatOthersHavePaused() {
        pause.added(ctx, 5);
        pause.end(ctx);
        assertThat(reads()).isTrue();
        channel.config().setAutoRead(false);
        pause.end(ctx);
        assertThat(reads()).isFalse();
    }
}
