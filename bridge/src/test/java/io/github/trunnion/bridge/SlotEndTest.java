package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.futures.ReactorSlot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The slot where its context ends, and where it is not. */
class SlotEndTest {
    private final Uncaught uncaught = new Uncaught();
    private final BridgeExecutor executor =
            BridgeExecutor.builder().name("slot-end").uncaughtHandler(uncaught).build();
    private final AtomicInteger created = new AtomicInteger();
    private final ManualHook hook = new ManualHook();

    @AfterEach
    void close() {
        executor.close(Duration.ofSeconds(5));
        assertThat(uncaught.all()).isEmpty();
    }

    private ReactorLease<ManualHook> acquire(ReactorSlot slot, Runnable inFactory)
            throws Exception {
        return slot.acquire(
                ManualHook.class,
                host -> {
                    created.incrementAndGet();
                    inFactory.run();
                    return hook;
                });
    }

    @Test
    void c06_acquireAfterTheContextHasEnded_refusedAndNothingIsMade() throws Exception {
        TaskFuture<Object> task =
                executor.spawn(
                        cx -> {
                            LoopThread.current().slot().close();
                            return Poll.ready(acquire(cx.reactor(), () -> {}));
                        });
        assertThatThrownBy(task::get).hasCauseInstanceOf(BridgeClosedException.class);
        assertThat(created).hasValue(0);
    }

    @Test
    void c06_contextThatEndsInsideTheFactory_refusedAndWhatWasMadeIsClosed() {
        TaskFuture<Object> task =
                executor.spawn(
                        cx ->
                                Poll.ready(
                                        acquire(
                                                cx.reactor(),
                                                () -> LoopThread.current().slot().close())));
        assertThatThrownBy(task::get).hasCauseInstanceOf(BridgeClosedException.class);
        assertThat(created).hasValue(1);
        assertThat(hook.closes).hasValue(1);
    }

    @Test
    void c07_acquireOfAKindOnAnotherThread_refusedAndNothingIsMade() throws Exception {
        ReactorSlot slot = executor.<ReactorSlot>spawn(cx -> Poll.ready(cx.reactor())).get();
        assertThatThrownBy(() -> acquire(slot, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was used on " + Thread.currentThread());
        assertThat(created).hasValue(0);
    }

    /** Of one reactor and one class: who asks for either gets the one that is held. */
    @Test
    void c02_acquireOfAFaceOfTheHeldHook_leasesTheHeldOne() throws Exception {
        Face held = new Face();
        Face other = new Face();
        boolean same =
                executor.<Boolean>spawn(
                                cx -> {
                                    ReactorLease<Face> first = cx.reactor().acquire(held);
                                    ReactorLease<Face> second = cx.reactor().acquire(other);
                                    return Poll.ready(
                                            first.hook() == held && second.hook() == held);
                                })
                        .get();
        assertThat(same).isTrue();
        assertThat(other.closes).hasValue(0);
    }

    private static final class Face extends ManualHook {
        @Override
        public boolean isSame(ReactorHook other) {
            return other instanceof Face;
        }
    }
}
