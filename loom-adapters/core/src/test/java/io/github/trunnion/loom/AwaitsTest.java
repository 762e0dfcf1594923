package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.Registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;

@Timeout(60)
class AwaitsTest {
    private static Running<String> waiter(CompletableFuture<String> source) {
        return ThreadKind.VIRTUAL.start(() -> Await.await(source)).parked();
    }

    @Test
    void pending_listsThreadSourceTimeAndCallSite_untilTheAwaitEnds() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        ForeignStage<String> foreign = new ForeignStage<>();
        Promise<String> promise = new Promise<>();
        try (Registration recording = Awaits.startRecording()) {
            assertThat(Awaits.isRecording()).isTrue();
            Running<String> first = waiter(source);
            Running<String> second =
                    ThreadKind.PLATFORM.start(() -> Await.await(foreign.stage)).parked();
            Running<String> third = ThreadKind.VIRTUAL.start(() -> Await.await(promise)).parked();
            List<PendingAwait> pending = Awaits.pending();
            assertThat(pending)
                    .extracting(PendingAwait::thread)
                    .containsExactly(first.thread, second.thread, third.thread);
            assertThat(pending)
                    .extracting(p -> System.identityHashCode(p.source()))
                    .containsExactly(
                            System.identityHashCode(source),
                            System.identityHashCode(foreign.stage),
                            System.identityHashCode(promise));
            assertThat(pending)
                    .allSatisfy(
                            p -> {
                                assertThat(p.since()).isPositive();
                                assertThat(p.callSite().getClassName())
                                        .isEqualTo(AwaitsTest.class.getName());
                            });
            assertThat(Awaits.dump())
                    .startsWith("3 pending awaits" + System.lineSeparator())
                    .contains("for foreign stage at ", "AwaitsTest.java:", "test-PLATFORM");
            source.complete("1");
            foreign.complete("2", null);
            promise.complete("3");
            assertThat(List.of(first.value(), second.value(), third.value()))
                    .containsExactly("1", "2", "3");
            assertThat(Awaits.pending()).isEmpty();
            assertThat(recording).isNotNull();
        }
    }

    @Test
    void pending_isEmptyAfterAnInterruptOrATimeout() throws Exception {
        try (Registration recording = Awaits.startRecording()) {
            Running<String> waiter = waiter(new CompletableFuture<>());
            assertThat(Awaits.pending()).hasSize(1);
            waiter.thread.interrupt();
            waiter.failure(InterruptedException.class);
            assertThat(Awaits.pending()).isEmpty();
            assertThat(recording).isNotNull();
        }
    }

    @Test
    void aw05_recordingEndsBeforeTheInterrupt_theAwaitIsTakenOffTheList() throws Exception {
        Running<String> waiter;
        try (Registration recording = Awaits.startRecording()) {
            waiter = waiter(new CompletableFuture<>());
            assertThat(Awaits.pending()).hasSize(1);
            assertThat(recording).isNotNull();
        }
        waiter.thread.interrupt();
        waiter.failure(InterruptedException.class);
        assertThat(Awaits.pending()).isEmpty();
    }

    @Test
    void notRecording_listsNothing_andSaysHow() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Running<String> waiter = waiter(source);
        assertThat(Awaits.pending()).isEmpty();
        assertThat(Awaits.dump()).contains("0 pending awaits (not recorded", "-Dtrunnion.awaits");
        source.complete("value");
        waiter.value();
    }

    @Test
    void overlappingRecordings_lastOneEndsIt_closeTwiceCountsOnce() {
        Registration one = Awaits.startRecording();
        Registration other = Awaits.startRecording();
        one.close();
        one.close();
        assertThat(Awaits.isRecording()).isTrue();
        other.close();
        assertThat(Awaits.isRecording()).isFalse();
    }
}
