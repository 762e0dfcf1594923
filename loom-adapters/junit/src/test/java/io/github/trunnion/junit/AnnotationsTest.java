package io.github.trunnion.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Awaits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@Timeout(60)
class AnnotationsTest {
    private static CompletableFuture<String> source = new CompletableFuture<>();

    /** Tests that are run by the tests below, and mostly fail. */
    static class Cases {
        @Test
        void plain() throws Exception {
            awaitOnACarrier();
        }

        @Test
        @StrictBlocking
        void strict() throws Exception {
            awaitOnACarrier();
        }

        private static void awaitOnACarrier() throws Exception {
            CompletableFuture<String> done = CompletableFuture.completedFuture("value");
            try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
                bridge.spawn(cx -> Poll.ready(Await.<String>await(done))).get();
            }
        }

        @Test
        @NoPendingAwaits(graceMillis = 20)
        void leavesOne() {
            waits();
        }

        @Test
        @NoPendingAwaits(graceMillis = 30_000)
        void endsOneLate() {
            waits();
            Thread.startVirtualThread(() -> source.complete("late"));
        }

        @Test
        @NoPendingAwaits(graceMillis = 0)
        void leavesNone() throws Exception {
            Thread waiter = waits();
            source.complete("value");
            waiter.join();
        }

        private static Thread waits() {
            Thread waiter =
                    Thread.ofVirtual()
                            .name("left")
                            .start(
                                    () -> {
                                        try {
                                            Await.await(source);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            while (waiter.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            return waiter;
        }

        @Test
        @DumpPendingAwaits
        @Timeout(2) // long enough for a busy machine to reach the await
        void timesOut() throws Exception {
            Await.await(source);
        }
    }

    @StrictBlocking
    @NoPendingAwaits(graceMillis = 10)
    static class WholeClass {
        @Test
        void strict() throws Exception {
            Cases.awaitOnACarrier();
        }

        @Test
        void leavesOne() {
            Cases.waits();
        }
    }

    @NoPendingAwaits(graceMillis = 30_000)
    static class Outer {
        @Nested
        class Inner {
            @Test
            void endsOneLate() {
                new Cases().endsOneLate();
            }

            /** The flag of a test is no reason not to wait. */
            @Test
            void endsOneLateWithItsFlagSet() {
                new Cases().endsOneLate();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void nestedTest_hasTheGraceOfTheClassAroundIt() {
        for (String method : List.of("endsOneLate", "endsOneLateWithItsFlagSet")) {
            run(Outer.Inner.class, method)
                    .testEvents()
                    .assertStatistics(statistics -> statistics.succeeded(1));
        }
        Thread.interrupted(); // where JUnit has left it
    }

    @AfterEach
    void close() {
        source.complete("end");
        source = new CompletableFuture<>();
    }

    private static EngineExecutionResults run(Class<?> type, String method) {
        source.complete("end of the case before");
        source = new CompletableFuture<>();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(type, method))
                .execute();
    }

    private static Throwable failure(Class<?> type, String method) {
        return run(type, method).testEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aw14_strictBlocking_refusesACompleteSource_onlyWhileTheTestRuns() {
        assertThat(failure(Cases.class, "strict"))
                .hasCauseInstanceOf(BlockingNotAllowedException.class);
        assertThat(failure(WholeClass.class, "strict"))
                .hasCauseInstanceOf(BlockingNotAllowedException.class);
        run(Cases.class, "plain").testEvents().assertStatistics(s -> s.succeeded(1));
    }

    @Test
    void noPendingAwaits_failsNamingWhatIsLeft() {
        for (Class<?> type : new Class<?>[] {Cases.class, WholeClass.class}) {
            assertThat(failure(type, "leavesOne"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll(
                            "pending after it",
                            "left",
                            "CompletableFuture",
                            "AnnotationsTest.java");
        }
        assertThat(Awaits.isRecording()).isFalse();
    }

    @Test
    void noPendingAwaits_passesWhatHasEnded_alsoALittleLater() {
        run(Cases.class, "leavesNone").testEvents().assertStatistics(s -> s.succeeded(1));
        run(Cases.class, "endsOneLate").testEvents().assertStatistics(s -> s.succeeded(1));
    }

    @Test
    void dumpPendingAwaits_printsWhatATestThatTimesOutWaitsFor() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            failure(Cases.class, "timesOut");
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "timesOut() has timed out on ", "1 pending awaits", "AnnotationsTest.java");
    }
}
