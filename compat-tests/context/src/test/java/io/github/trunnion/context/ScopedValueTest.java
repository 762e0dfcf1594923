package io.github.trunnion.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSnapshot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Scoped values: listed, not listed, bound and unbound. */
@Timeout(30)
class ScopedValueTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<String> TENANT = ScopedValue.newInstance();
    private static final ScopedValue<String> UNLISTED = ScopedValue.newInstance();
    private static final ContextCarrier CARRIER =
            ContextCarrier.none().withScopedValue("user", USER).withScopedValue("tenant", TENANT);

    private static String seen() {
        return USER.orElse("-") + " " + TENANT.orElse("-") + " " + UNLISTED.orElse("-");
    }

    private static ContextSnapshot captured() {
        return ScopedValue.where(USER, "u")
                .where(TENANT, "t")
                .where(UNLISTED, "x")
                .call(CARRIER::capture);
    }

    @Test
    void cx04_listedValues_areBoundDuringTheCall() throws Exception {
        ContextSnapshot snapshot = captured();
        assertEquals("u t -", snapshot.call(ScopedValueTest::seen));
        assertFalse(USER.isBound());
        assertThat(snapshot.toString()).isEqualTo("ContextSnapshot[] and scoped values");
    }

    @Test
    void cx04_unboundAtTheCapture_isLeftAsItIs() {
        ContextSnapshot snapshot = ScopedValue.where(USER, "u").call(CARRIER::capture);
        assertEquals("u - -", snapshot.call(ScopedValueTest::seen));
        assertEquals(
                "u own own",
                ScopedValue.where(TENANT, "own")
                        .where(UNLISTED, "own")
                        .call(() -> snapshot.call(ScopedValueTest::seen)));
        assertEquals("- - -", CARRIER.capture().call(ScopedValueTest::seen));
    }

    @Test
    void cx04_nullIsAValue() {
        ContextSnapshot snapshot = ScopedValue.where(USER, (String) null).call(CARRIER::capture);
        assertEquals(true, snapshot.call(() -> USER.isBound() && USER.get() == null));
    }

    @Test
    void cx04_opThrows_asItIs() {
        IOException failure = new IOException();
        ContextSnapshot.Op<String, IOException> op =
                () -> {
                    throw failure;
                };
        assertSame(failure, assertThrows(IOException.class, () -> captured().call(op)));
        AssertionError error = new AssertionError();
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () ->
                                captured()
                                        .run(
                                                () -> {
                                                    throw error;
                                                })));
    }

    @Test
    void cx04_scopedValues_areBoundAroundTheOtherSources() {
        ThreadLocal<String> local = new ThreadLocal<>();
        local.set("captured");
        ContextSnapshot snapshot =
                ScopedValue.where(USER, "u").call(CARRIER.withThreadLocal("local", local)::capture);
        local.remove();
        assertEquals("u captured", snapshot.call(() -> USER.get() + " " + local.get()));
        assertEquals(null, local.get());
    }

    @Test
    void pb13_listedValue_isBoundInTheBody_unlistedAndUnboundOnesAreNot() throws Exception {
        String seen =
                ScopedValue.where(USER, "u")
                        .where(UNLISTED, "x")
                        .call(() -> Blocking.with().context(CARRIER).supply(ScopedValueTest::seen))
                        .get();
        assertEquals("u - -", seen);
    }

    @Test
    void pb13_noValue_isBoundInSupplyAsync() {
        CompletableFuture<String> seen =
                ScopedValue.where(USER, "u")
                        .where(UNLISTED, "x")
                        .call(() -> CompletableFuture.supplyAsync(ScopedValueTest::seen));
        assertEquals("- - -", seen.join());
    }

    @Test
    void cx06_everyPollOfAFuture_hasItsBindings() throws Exception {
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("scoped").build()) {
            int[] polls = new int[1];
            TaskFuture<String> task =
                    bridge.spawn(
                            captured()
                                    .<String>wrapFuture(
                                            cx -> {
                                                if (++polls[0] == 3) {
                                                    return Poll.ready(seen());
                                                }
                                                assertEquals("u t -", seen());
                                                cx.waker().wake();
                                                return Poll.pending();
                                            }));
            assertEquals("u t -", task.get());
            assertEquals("- - -", bridge.<String>spawn(cx -> Poll.ready(seen())).get());
        }
    }
}
