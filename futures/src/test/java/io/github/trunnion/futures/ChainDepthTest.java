package io.github.trunnion.futures;

import static io.github.trunnion.futures.PollFutures.failed;
import static io.github.trunnion.futures.PollFutures.lazy;
import static io.github.trunnion.futures.PollFutures.loop;
import static io.github.trunnion.futures.PollFutures.map;
import static io.github.trunnion.futures.PollFutures.ready;
import static io.github.trunnion.futures.PollFutures.recover;
import static io.github.trunnion.futures.PollFutures.then;
import static io.github.trunnion.futures.PollFutures.whenDone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.ref.WeakReference;

/** Chains of a million links on the default stack. */
@Timeout(60)
class ChainDepthTest {
    private static final int DEPTH = 1_000_000;
    private final Owner owner = new Owner();

    @Test
    void left_maps() throws Exception {
        PollFuture<Integer> f = new PendingOnce<>(0);
        for (int i = 0; i < DEPTH; i++) {
            f = map(f, x -> x + 1);
        }
        assertThat(owner.run(f)).isEqualTo(DEPTH);
        assertThat(owner.polls).isEqualTo(2);
    }

    @Test
    void left_thens() throws Exception {
        PollFuture<Integer> f = new PendingOnce<>(0);
        for (int i = 0; i < DEPTH; i++) {
            f = then(f, x -> ready(x + 1));
        }
        assertThat(owner.run(f)).isEqualTo(DEPTH);
    }

    @Test
    void right_thens() throws Exception {
        assertThat(owner.run(countTo(0))).isEqualTo(DEPTH);
    }

    private static PollFuture<Integer> countTo(int n) {
        return n == DEPTH ? ready(n) : then(ready(n + 1), ChainDepthTest::countTo);
    }

    @Test
    void right_thens_that_wait() throws Exception {
        assertThat(owner.run(waitTo(0))).isEqualTo(DEPTH);
    }

    private static PollFuture<Integer> waitTo(int n) {
        return n == DEPTH ? ready(n) : then(new PendingOnce<>(n + 1), ChainDepthTest::waitTo);
    }

    @Test
    void maps_around_a_recursive_then() throws Exception {
        assertThat(owner.run(sum(DEPTH))).isEqualTo((long) DEPTH * (DEPTH + 1) / 2);
    }

    private static PollFuture<Long> sum(int n) {
        return n == 0 ? ready(0L) : map(then(ready(n - 1), ChainDepthTest::sum), rest -> rest + n);
    }

    @Test
    void recovers_to_the_left_and_to_the_right() throws Exception {
        PollFuture<Integer> f = failed(new Exception());
        for (int i = 0; i < DEPTH; i++) {
            f = recover(f, PollFutures::failed);
        }
        assertThat(owner.run(recover(f, t -> ready(1)))).isEqualTo(1);
        assertThat(owner.run(failTo(new Exception("0"), 0))).isEqualTo(DEPTH);
    }

    private static PollFuture<Integer> failTo(Exception failure, int n) {
        return n == DEPTH ? ready(n) : recover(failed(failure), t -> failTo(failure, n + 1));
    }

    @Test
    void a_failure_falls_through_all_links() {
        Exception failure = new Exception("x");
        PollFuture<Integer> f = failed(failure);
        for (int i = 0; i < DEPTH; i++) {
            f = i % 2 == 0 ? map(f, x -> x) : whenDone(f, (v, t) -> {});
        }
        assertThat(owner.runToFailure(f)).isSameAs(failure);
    }

    @Test
    void lazies_inside_each_other() throws Exception {
        assertThat(owner.run(lazyTo(0))).isEqualTo(DEPTH);
    }

    private static PollFuture<Integer> lazyTo(int n) {
        return n == DEPTH ? ready(n) : lazy(() -> lazyTo(n + 1));
    }

    @Test
    void a_loop_of_a_million_ready_repetitions() throws Exception {
        int[] n = {0};
        PollFuture<Integer> f =
                loop(() -> ready(++n[0] < DEPTH ? Poll.<Integer>pending() : Poll.ready(n[0])));
        assertThat(owner.run(f)).isEqualTo(DEPTH);
        assertThat(owner.polls).isGreaterThan(DEPTH / 100);
    }

    @Test
    void f07_cancel_of_a_chain_that_was_never_polled() {
        Probe<Integer> source = new Probe<>();
        PollFuture<Integer> f = source;
        for (int i = 0; i < DEPTH; i++) {
            f = i % 2 == 0 ? map(f, x -> x) : then(f, x -> ready(x));
        }
        f.cancel();
        assertThat(source.cancels).isEqualTo(1);
    }

    @Test
    void f07_cancel_of_a_chain_that_waits() throws Exception {
        Probe<Integer> source = new Probe<>();
        PollFuture<Integer> f = source;
        for (int i = 0; i < DEPTH; i++) {
            f = map(f, x -> x);
        }
        owner.assertPending(f);
        f.cancel();
        assertThat(source.cancels).isEqualTo(1);
    }

    @Test
    void finished_links_are_released_while_the_chain_goes_on() throws Exception {
        Probe<Object> source = new Probe<>();
        Probe<Object> end = new Probe<>();
        Object token = new Object();
        WeakReference<Object> weak = new WeakReference<>(token);
        PollFuture<Object> f = thenForget(source, token, end);
        owner.assertPending(f);
        source.end(token);
        token = null;
        owner.assertPending(f);
        source = null;
        for (int i = 0; i < 100 && weak.get() != null; i++) {
            System.gc();
        }
        assertThat(weak.get()).isNull();
        assertThat(f.toString()).isNotEmpty();
    }

    private static PollFuture<Object> thenForget(
            Probe<Object> source, Object captured, Probe<Object> end) {
        return then(map(source, x -> captured), x -> then(ready(captured), y -> end));
    }
}
