package io.github.trunnion.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollPipe;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorFailedException;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorLease;
import io.github.trunnion.tck.ManualHook;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hooks that are acquired through an executor's context. */
class HooksOnExecutorTest {

    /** Waits for one event of the kit's hook. */
    private static final class Waits implements PollFuture<String> {
        final CompletableFuture<ManualHook> hook = new CompletableFuture<>();
        final AtomicBoolean happened = new AtomicBoolean();
        private ReactorLease<ManualHook> lease;
        volatile Context cx;

        @Override
        public Poll<String> poll(Context context) throws Exception {
            cx = context;
            if (lease == null) {
                lease = context.reactor().acquire(ManualHook.class, ManualHook::new);
                lease.hook().hold(context.waker());
                hook.complete(lease.hook());
            }
            lease.hook(); // throws if it has failed
            if (!happened.get()) {
                return Poll.pending();
            }
            lease.close();
            return Poll.ready("done");
        }

        void happen() {
            happened.set(true);
            hook.join().event(cx.waker());
        }
    }

    @Test
    void h09_a_hook_is_parked_in_and_closed_once() throws Exception {
        Waits waits = new Waits();
        try (BridgeExecutor executor = BridgeExecutor.builder().build()) {
            TaskFuture<String> task = executor.spawn(waits);
            ManualHook hook = waits.hook.join();
            await().until(() -> hook.parked() != null);
            waits.happen();

            assertThat(task.get()).isEqualTo("done");
            assertThat(executor.counters().parksHook()).isPositive();
        }
        assertThat(waits.hook.join().closes()).isEqualTo(1);
        assertThat(waits.hook.join().parks()).allMatch(nanos -> nanos >= 0);
    }

    @Test
    void h05_a_hook_that_throws_fails_its_future_and_nothing_else() throws Exception {
        Waits waits = new Waits();
        try (BridgeExecutor executor =
                BridgeExecutor.builder().uncaughtHandler((thread, thrown) -> {}).build()) {
            TaskFuture<String> task = executor.spawn(waits);
            ManualHook hook = waits.hook.join();
            hook.failNextPark(new IllegalStateException("broken"));

            assertThatThrownBy(task::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ReactorFailedException.class);
            assertThat(hook.failures()).hasSize(1);
            assertThat(executor.spawn(PollFutures.ready("alive")).get()).isEqualTo("alive");
        }
        assertThat(waits.hook.join().closes()).isEqualTo(1);
    }

    @Test
    void c02_the_reactor_of_channels_is_acquired_by_the_first_wait() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().build();
                PollPipe pipe = PollPipe.open()) {
            TaskFuture<Integer> read = executor.spawn(pipe.read(ByteBuffer.allocate(1)));
            PollFuture<ReactorHook> held = cx -> Poll.ready(cx.reactor().held());

            assertThat(executor.spawn(held).get()).isInstanceOf(SelectorReactor.class);
            Pipes.write(pipe);
            assertThat(read.get()).isEqualTo(1);
        }
    }
}
