package io.github.trunnion.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSnapshot;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;

/** OpenTelemetry's context, by way of Micrometer's context-propagation. */
@Timeout(30)
class OpenTelemetryTest {
    private static final String KEY = "opentelemetry";
    private static final ContextKey<String> TRACE = ContextKey.named("trace");

    /** What an application registers, or its instrumentation does. */
    private static final class Accessor implements ThreadLocalAccessor<Context> {
        @Override
        public Object key() {
            return KEY;
        }

        @Override
        public Context getValue() {
            Context current = Context.current();
            return current == Context.root() ? null : current;
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker") // what was current before is set again
        public void setValue(Context value) {
            Scope unused = value.makeCurrent();
        }

        @Override
        public void setValue() {
            setValue(Context.root());
        }
    }

    private static String trace() {
        return Context.current().get(TRACE);
    }

    private static Context with(String trace) {
        return Context.root().with(TRACE, trace);
    }

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Accessor());
    }

    @AfterEach
    void remove() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        assertNull(trace(), "a context that a test has left");
    }

    @Test
    void cx05_openTelemetry_isInstalledForTheCall_andTheOwnIsBackAfterwards() {
        ContextSnapshot empty = ContextCarrier.standard().capture();
        ContextSnapshot captured;
        try (Scope caller = with("caller").makeCurrent()) {
            captured = ContextCarrier.standard().capture();
        }
        try (Scope own = with("own").makeCurrent()) {
            assertEquals("caller", captured.call(OpenTelemetryTest::trace));
            assertEquals("own", trace());
            assertNull(empty.call(OpenTelemetryTest::trace));
            assertEquals("own", trace());
        }
    }

    @Test
    void cx05_openTelemetry_reachesABody_andNotItsDependents() throws Exception {
        CompletableFuture<String> dependent;
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        try (Scope caller = with("caller").makeCurrent()) {
            dependent =
                    Blocking.supply(
                                    () -> {
                                        goOn.join();
                                        return trace();
                                    })
                            .toCompletableFuture()
                            .thenApply(seen -> seen + ", then " + trace());
        }
        goOn.complete(true);
        assertEquals("caller, then null", dependent.get());
    }

    @Test
    void cx06_openTelemetry_ofTwoFuturesOnOneCarrier_neverMixes() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            PollFuture<String> first;
            PollFuture<String> second;
            try (Scope scope = with("first").makeCurrent()) {
                first = inContext();
            }
            try (Scope scope = with("second").makeCurrent()) {
                second = inContext();
            }
            var one = bridge.spawn(first);
            var two = bridge.spawn(second);
            assertEquals("first first first", one.get());
            assertEquals("second second second", two.get());
        }
    }

    /** Looks at each of three polls, between which the other has its turn. */
    private static PollFuture<String> inContext() {
        StringBuilder seen = new StringBuilder();
        return ContextCarrier.standard()
                .capture()
                .wrapFuture(
                        cx -> {
                            seen.append(seen.isEmpty() ? "" : " ").append(trace());
                            if (seen.toString().split(" ").length == 3) {
                                return Poll.ready(seen.toString());
                            }
                            cx.waker().wake();
                            return Poll.pending();
                        });
    }
}
