package io.github.trunnion.bridge;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The plain park keeps the rules of hooks.
 *
 * <p>It stands in the package of what it tests, on the class path, as the plain park is nobody
 * else's business and an executor would show only some of its rules. A plain park has no events of
 * its own, so it gets those of a queue, in the way that a carrier without a reactor gets its work:
 * put first, then unpark.
 */
class PlainParkConformanceTest
        extends ReactorHookVerification<PlainParkConformanceTest.WithEvents> {

    /** A plain park that looks into a queue when it returns. */
    static final class WithEvents implements ReactorHook {
        private final PlainPark park;
        private final ReactorHost host;
        private final Set<Waker> waiting = ConcurrentHashMap.newKeySet();
        private final Queue<Waker> fired = new ConcurrentLinkedQueue<>();

        WithEvents(ReactorHost host) {
            this.park = new PlainPark(host.thread());
            this.host = host;
        }

        @Override
        public int park(long nanos) {
            park.park(nanos > 0 && !host.mayBlock() ? 0 : nanos);
            List<Waker> due = new ArrayList<>();
            for (Waker waker = fired.poll(); waker != null; waker = fired.poll()) {
                due.add(waker);
            }
            due.forEach(Wakers::fire);
            return due.size();
        }

        void happen(Waker waker) {
            fired.add(waker);
            park.unpark();
        }

        @Override
        public void unpark() {
            park.unpark();
        }

        @Override
        public boolean hasInterest() {
            return park.hasInterest();
        }

        @Override
        public void failed(Throwable cause) {
            park.failed(cause);
            waiting.forEach(Wakers::fire);
        }

        @Override
        public void close() {
            park.close();
        }

        @Override
        public boolean canParkOn(Thread thread) {
            return park.canParkOn(thread);
        }

        @Override
        public String toString() {
            return park.toString();
        }
    }

    @Override
    protected WithEvents createHook(ReactorHost host) {
        return new WithEvents(host);
    }

    @Override
    protected HookEvent arm(WithEvents hook, Context cx) {
        Waker waker = cx.waker();
        hook.waiting.add(waker);
        return HookEvent.of(() -> hook.happen(waker), () -> hook.waiting.remove(waker));
    }

    @Override
    protected boolean countsEventsExactly() {
        return true;
    }
}
