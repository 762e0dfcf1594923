package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class ContextTest {
    private final Owner owner = new Owner();

    @Test
    void c01_a_context_carries_waker_slot_and_timers() {
        Context cx = owner.context();
        assertThat(cx.waker()).isSameAs(owner.waker);
        assertThat(cx.timers()).isSameAs(owner.timers);
        assertThat(cx.reactor()).isSameAs(ReactorSlot.unsupported());
    }

    @Test
    void c03_a_derived_context_shares_slot_and_timers() {
        Context cx = owner.context();
        Context derived = cx.withWaker(Wakers.noop()).withWaker(new CountingWaker());
        assertThat(derived.reactor()).isSameAs(cx.reactor());
        assertThat(derived.timers()).isSameAs(cx.timers());
        assertThat(derived.waker()).isNotSameAs(cx.waker());
    }

    @Test
    void c05_a_context_by_hand_has_no_slot() {
        ReactorSlot slot = Context.of(Wakers.noop()).reactor();
        assertThat(slot.held()).isNull();
        ReactorHook hook = ReactorHook.of(nanos -> 0, () -> {});
        assertThatThrownBy(() -> slot.acquire(hook))
                .isInstanceOf(ReactorUnsupportedException.class)
                .hasMessageContaining("BridgeExecutor.spawn");
        assertThatThrownBy(() -> slot.acquire(FunctionHook.class, host -> null))
                .isInstanceOf(ReactorUnsupportedException.class)
                .hasMessageContaining(FunctionHook.class.getName());
    }

    @Test
    void h01_a_hook_of_functions_refuses_negative_time() {
        ReactorHook hook = ReactorHook.of(nanos -> 7, () -> {});
        assertThatThrownBy(() -> hook.park(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Five levels of parents: the context that arrives below is one of the owner's slot. */
    @Test
    void f10_parents_derive_a_context_in_each_poll() throws Exception {
        List<Context> seen = new ArrayList<>();
        Probe<Integer> leaf = new Probe<>();
        PollFuture<Integer> spy =
                cx -> {
                    seen.add(cx);
                    return leaf.poll(cx);
                };
        TaskSet<Integer> set = new TaskSet<>();
        set.spawn(PollFutures.race(List.of(PollFutures.fuse(spy))));
        PollFuture<List<Integer>> top =
                PollFutures.all(
                        List.of(
                                PollFutures.withTimeout(
                                        PollFutures.map(set.take(), x -> x + 1),
                                        java.time.Duration.ofDays(1))));
        for (int i = 0; i < 3; i++) {
            Context cx = new MarkedContext(owner.context(), new MarkedSlot());
            assertThat(top.poll(cx).isReady()).isFalse();
            assertThat(seen.removeLast().reactor()).isSameAs(cx.reactor());
            leaf.wake();
        }
        leaf.end(1);
        assertThat(top.poll(owner.context())).isEqualTo(Poll.ready(List.of(2)));
    }

    /** F9: what one owner hands to one child is equivalent in every poll. */
    @Test
    void f09_a_child_gets_equivalent_wakers() throws Exception {
        Probe<Integer> child = new Probe<>();
        PollFuture<List<Integer>> all = PollFutures.all(List.of(child, PollFutures.pending()));
        owner.assertPending(all);
        Waker first = child.context.waker();
        child.wake();
        owner.assertPending(all);
        assertThat(child.context.waker().willWake(first)).isTrue();
        assertThat(child.polls).isEqualTo(2);
        all.cancel();
    }

    private record MarkedContext(Context inner, ReactorSlot reactor) implements Context {
        @Override
        public Waker waker() {
            return inner.waker();
        }

        @Override
        public Timers timers() {
            return inner.timers();
        }

        @Override
        public Context withWaker(Waker waker) {
            return new MarkedContext(inner.withWaker(waker), reactor);
        }
    }

    private static final class MarkedSlot implements ReactorSlot {
        @Override
        public ReactorHook held() {
            return null;
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(
                Class<R> kind, ReactorFactory<? extends R> create) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <R extends ReactorHook> ReactorLease<R> acquire(R hook) {
            throw new UnsupportedOperationException();
        }
    }
}
