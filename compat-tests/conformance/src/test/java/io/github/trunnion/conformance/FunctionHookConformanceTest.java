package io.github.trunnion.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorHook;
import io.github.trunnion.futures.ReactorHost;
import io.github.trunnion.futures.Waker;
import io.github.trunnion.futures.Wakers;
import io.github.trunnion.tck.HookEvent;
import io.github.trunnion.tck.ReactorHookVerification;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A hook of two functions keeps the rules of hooks that its functions keep, but for one thing: it
 * does not know the wakers, so it cannot wake them when it has failed.
 */
class FunctionHookConformanceTest {

    /** A park of a queue, which holds the wakers whose events have come, and nudges. */
    static final class TwoFunctions extends ReactorHookVerification<ReactorHook> {
        private final Map<ReactorHook, BlockingQueue<Waker>> queues = new ConcurrentHashMap<>();

        @Override
        protected ReactorHook createHook(ReactorHost host) {
            BlockingQueue<Waker> queue = new LinkedBlockingQueue<>();
            ReactorHook hook =
                    ReactorHook.of(
                            nanos -> park(host, queue, nanos), () -> queue.add(Wakers.noop()));
            queues.put(hook, queue);
            return hook;
        }

        @Override
        protected HookEvent arm(ReactorHook hook, Context cx) {
            return HookEvent.of(() -> queues.get(hook).add(cx.waker()), () -> {});
        }

        private static int park(ReactorHost host, BlockingQueue<Waker> queue, long nanos) {
            List<Waker> due = new ArrayList<>();
            if (nanos > 0 && host.mayBlock()) {
                try {
                    Waker first = queue.poll(nanos, TimeUnit.NANOSECONDS);
                    if (first != null) {
                        due.add(first);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            queue.drainTo(due);
            due.removeIf(Wakers.noop()::equals);
            due.forEach(Wakers::fire);
            return due.size();
        }

        @Override
        protected boolean countsEventsExactly() {
            return true;
        }
    }

    @Test
    void h05_only_the_rules_of_a_failure_are_not_kept() {
        Set<String> failed =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(TwoFunctions.class))
                        .execute()
                        .testEvents()
                        .failed()
                        .map(e -> e.getTestDescriptor().getLegacyReportingName())
                        .collect(Collectors.toSet());

        assertEquals(
                Set.of("h05_aFailureWakesEveryWaker()", "h05_aFailureIsolatesAThrowingWaker()"),
                failed);
    }
}
