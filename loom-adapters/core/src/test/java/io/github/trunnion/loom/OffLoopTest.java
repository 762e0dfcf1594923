package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicInteger;

/** The thread that starts others. */
@Timeout(60)
class OffLoopTest {

    @Test
    void processHasNoThreadLeftAtTheFirstUse_theNextOneStartsTheStarter() {
        AtomicInteger starts = new AtomicInteger();
        OffLoop.Starter starter =
                new OffLoop.Starter(
                        loop ->
                                new Thread(() -> {}) {
                                    @Override
                                    public void start() {
                                        if (starts.incrementAndGet() == 1) {
                                            throw new OutOfMemoryError("no native thread");
                                        }
                                    }
                                });
        assertThatThrownBy(starter::startThread).isInstanceOf(OutOfMemoryError.class);
        starter.startThread();
        starter.startThread();
        assertThat(starts).hasValue(2);
    }
}
