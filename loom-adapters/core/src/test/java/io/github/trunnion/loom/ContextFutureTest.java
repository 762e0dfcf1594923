package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Waker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A poll-future in a captured context: polls, cancel and discard. */
@Timeout(30)
class ContextFutureTest {
    private final List<String> events = new ArrayList<>();
    private final RecordedSource source = new RecordedSource("s", events);
    private final ThreadLocal<String> local = new ThreadLocal<>();

    /** Records its calls and what the thread-local is in each. */
    private final class Recorded implements PollFuture<String> {
        Supplier<Poll<String>> next = Poll::pending;
        RuntimeException atCancel;

        @Override
        public Poll<String> poll(Context cx) {
            events.add("poll " + local.get());
            return next.get();
        }

        @Override
        public void cancel() {
            events.add("cancel " + local.get());
            if (atCancel != null) {
                throw atCancel;
            }
        }

        @Override
        public void onDiscard(String value) {
            events.add("discard " + value + " " + local.get());
        }
    }

    private final Recorded inside = new Recorded();
    private final Context cx = Context.of(new NoWaker());

    private static final class NoWaker implements Waker {
        @Override
        public void wake() {}
    }

    private PollFuture<String> withLocal(String value) {
        local.set(value);
        PollFuture<String> wrapped =
                ContextCarrier.none().withThreadLocal("local", local).capture().wrapFuture(inside);
        local.set("own");
        return wrapped;
    }

    @Test
    void cx02_everyPoll_thenDiscard_seesTheContext() throws Exception {
        PollFuture<String> wrapped = withLocal("captured");
        assertFalse(wrapped.poll(cx).isReady());
        assertFalse(wrapped.poll(cx).isReady());
        inside.next = () -> Poll.ready("value");
        assertTrue(wrapped.poll(cx).isReady());
        wrapped.onDiscard("value");
        assertEquals(
                List.of(
                        "poll captured",
                        "poll captured",
                        "poll captured",
                        "discard value captured"),
                events);
        assertEquals("own", local.get());
        assertThrows(IllegalStateException.class, () -> wrapped.poll(cx));
    }

    @Test
    void cx02_cancel_seesTheContext_andPollsEnd() throws Exception {
        PollFuture<String> wrapped = withLocal("captured");
        inside.atCancel = new IllegalStateException("of the future");
        wrapped.poll(cx);
        assertSame(inside.atCancel, assertThrows(IllegalStateException.class, wrapped::cancel));
        assertEquals(List.of("poll captured", "cancel captured"), events);
        assertEquals("own", local.get());
        assertThrows(IllegalStateException.class, () -> wrapped.poll(cx));
    }

    @Test
    void cx02_pollThrows_asItIs_restored() {
        IOException failure = new IOException();
        PollFuture<String> wrapped = withLocal("captured");
        inside.next =
                () -> {
                    throw AwaitFailureTest.<RuntimeException>sneaky(failure);
                };
        assertSame(failure, assertThrows(IOException.class, () -> wrapped.poll(cx)));
        assertEquals(List.of("poll captured"), events, "who failed is not cancelled");
        assertEquals("own", local.get());
        assertThrows(IllegalStateException.class, () -> wrapped.poll(cx));
    }

    @Test
    void cx02_installThrows_pollFails_futureInsideIsCancelledOnce() throws Exception {
        PollFuture<String> wrapped =
                ContextCarrier.none().with(source).capture().wrapFuture(inside);
        wrapped.poll(cx);
        source.atInstall = new IllegalArgumentException("down");
        inside.atCancel = new IllegalStateException("too");
        events.clear();
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> wrapped.poll(cx));
        assertSame(source.atInstall, thrown.getCause());
        assertThat(thrown.getSuppressed()).containsExactly(inside.atCancel);
        assertEquals(List.of("install s", "cancel null"), events);
    }

    @Test
    void cx02_installThrows_cancelAndDiscardHappenAllTheSame() throws Exception {
        PollFuture<String> wrapped =
                ContextCarrier.none().with(source).capture().wrapFuture(inside);
        source.atInstall = new IllegalArgumentException("down");
        wrapped.onDiscard("value");
        wrapped.cancel();
        assertEquals(
                List.of("capture s", "install s", "discard value null", "install s", "cancel null"),
                events);
    }

    @Test
    void cx06_twoFuturesOnOneCarrier_neverMix() throws Exception {
        ContextCarrier carrier = ContextCarrier.none().withThreadLocal("local", local);
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("mix").build()) {
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                local.set("id" + i);
                tasks.add(bridge.spawn(carrier.capture().wrapFuture(interleaving("id" + i, 200))));
            }
            for (TaskFuture<Integer> task : tasks) {
                assertEquals(200, task.get(20, TimeUnit.SECONDS));
            }
            assertNull(bridge.<String>spawn(cx -> Poll.ready(local.get())).get());
        }
    }

    /** Counts the polls that see their own context, spoils it, and gives way. */
    private PollFuture<Integer> interleaving(String id, int polls) {
        int[] right = new int[1];
        return poll -> {
            if (!id.equals(local.get())) {
                throw new AssertionError(id + " sees " + local.get());
            }
            local.set("left behind by " + id);
            if (++right[0] == polls) {
                return Poll.ready(right[0]);
            }
            poll.waker().wake();
            return Poll.pending();
        };
    }

    @Test
    void cx02_timersInside_areThoseOfTheExecutor() throws Exception {
        local.set("captured");
        PollFuture<String> slept =
                PollFutures.map(PollFutures.sleep(Duration.ofMillis(1)), x -> local.get());
        ContextSnapshot snapshot = ContextCarrier.none().withThreadLocal("local", local).capture();
        local.remove();
        assertEquals("captured", BlockOn.run(snapshot.wrapFuture(slept)));
        assertNull(local.get());
    }
}
