package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/** Futures without children, fuse, and onDiscard. */
@Timeout(10)
class LeavesTest {
    private final Owner owner = new Owner();

    @Test
    void f03_ready_and_failed_end_once() throws Exception {
        PollFuture<String> ready = PollFutures.ready("v");
        owner.assertReady(ready, "v");
        assertThat(owner.failure(ready)).isInstanceOf(IllegalStateException.class);
        Throwable thrown = new Throwable("t");
        PollFuture<String> failed = PollFutures.failed(thrown);
        assertThat(owner.failure(failed)).isSameAs(thrown);
        assertThat(owner.failure(failed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PollFutures.failed(null)).hasMessage("failure");
    }

    @Test
    void f08_ready_of_null() throws Exception {
        owner.assertReady(PollFutures.ready(null), null);
    }

    @Test
    void pending_never_ends_and_can_be_cancelled() throws Exception {
        PollFuture<String> pending = PollFutures.pending();
        owner.assertPending(pending);
        owner.assertPending(pending);
        assertThat(owner.waker.wakes()).isZero();
        pending.cancel();
        assertThat(owner.failure(pending))
                .hasMessage("pending was polled after it was cancelled (F7)");
    }

    @Test
    void f03_fuse_refuses_for_a_future_that_does_not() throws Exception {
        PollFuture<Integer> careless = cx -> Poll.ready(1);
        PollFuture<Integer> fused = PollFutures.fuse(careless);
        owner.assertReady(fused, 1);
        assertThat(owner.failure(fused)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_poll_that_returns_null_is_a_clear_failure() {
        assertThat(owner.failure(PollFutures.fuse(cx -> null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("instead of a Poll");
        assertThat(owner.failure(PollFutures.all(List.of((PollFuture<Object>) cx -> null))))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void f07_discard_actions_run_inside_out_and_once() throws Exception {
        List<String> log = new ArrayList<>();
        Probe<String> source = new Probe<>();
        PollFuture<String> f =
                PollFutures.onDiscard(
                        PollFutures.onDiscard(source, v -> log.add("inner " + v)),
                        v -> log.add("outer " + v));
        source.end("v");
        owner.assertReady(f, "v");
        f.onDiscard("v");
        f.onDiscard("v");
        assertThat(log).containsExactly("inner v", "outer v");
        assertThat(source.discarded).containsExactly("v");
    }

    @Test
    void f07_discard_action_that_throws_is_reported() throws Exception {
        PollFuture<String> f =
                PollFutures.onDiscard(
                        PollFutures.ready("v"),
                        v -> {
                            throw new java.io.IOException("discard");
                        });
        owner.assertReady(f, "v");
        try (UncaughtReports reports = new UncaughtReports()) {
            f.onDiscard("v");
            assertThat(reports.messages()).containsExactly("discard");
        }
    }

    @Test
    void null_arguments_are_refused_by_name() {
        PollFuture<Object> f = PollFutures.pending();
        assertThatThrownBy(() -> PollFutures.map(null, x -> x)).hasMessage("future");
        assertThatThrownBy(() -> PollFutures.map(f, null)).hasMessage("function");
        assertThatThrownBy(() -> PollFutures.then(f, null)).hasMessage("function");
        assertThatThrownBy(() -> PollFutures.recover(f, null)).hasMessage("function");
        assertThatThrownBy(() -> PollFutures.whenDone(f, null)).hasMessage("action");
        assertThatThrownBy(() -> PollFutures.loop(null)).hasMessage("body");
        assertThatThrownBy(() -> PollFutures.lazy(null)).hasMessage("supplier");
        assertThatThrownBy(() -> PollFutures.fuse(null)).hasMessage("future");
        assertThatThrownBy(() -> PollFutures.onDiscard(f, null)).hasMessage("action");
        assertThatThrownBy(() -> PollFutures.onDiscard(null, v -> {})).hasMessage("future");
        assertThatThrownBy(() -> PollFutures.sleep(null)).hasMessage("duration");
        assertThatThrownBy(() -> PollFutures.withTimeout(f, null)).hasMessage("duration");
        assertThatThrownBy(() -> PollFutures.interval(null)).hasMessage("period");
        assertThatThrownBy(() -> PollFutures.fromCallback(null)).hasMessage("start");
        assertThatThrownBy(() -> PollFutures.all(null)).hasMessage("futures");
        assertThatThrownBy(() -> PollFutures.race(null)).hasMessage("futures");
        assertThatThrownBy(() -> PollFutures.forEach(null, 1, x -> f)).hasMessage("elements");
        assertThatThrownBy(() -> PollFutures.forEach(List.of(), 1, null)).hasMessage("function");
    }
}
