package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

@Timeout(60)
class FacadesBlockingTest {
    interface Kinds {
        String stage(String value);

        String completable(String value);

        String future(String value);

        String task(String value);

        String poll(String value);

        int number(int value);

        void nothing();
    }

    interface AsyncKinds {
        CompletionStage<String> stage(String value);

        CompletableFuture<String> completable(String value);

        Future<String> future(String value);

        TaskFuture<String> task(String value);

        PollFuture<String> poll(String value);

        CompletionStage<Integer> number(int value);

        CompletionStage<Void> nothing();
    }

    static final class Asynchronous implements AsyncKinds {
        int calls;

        @Override
        public CompletionStage<String> stage(String value) {
            return CompletableFuture.supplyAsync(() -> value);
        }

        @Override
        public CompletableFuture<String> completable(String value) {
            return CompletableFuture.supplyAsync(() -> value);
        }

        @Override
        public Future<String> future(String value) {
            return Blocking.supply(() -> value);
        }

        @Override
        public TaskFuture<String> task(String value) {
            return Blocking.supply(() -> value);
        }

        @Override
        public PollFuture<String> poll(String value) {
            return PollFutures.map(PollFutures.sleep(Duration.ofMillis(1)), x -> value);
        }

        @Override
        public CompletionStage<Integer> number(int value) {
            return CompletableFuture.supplyAsync(() -> value);
        }

        @Override
        public CompletionStage<Void> nothing() {
            return CompletableFuture.runAsync(() -> calls++);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fa01_everyKindOfFuture_isAwaited(ThreadKind thread) throws Exception {
        Asynchronous delegate = new Asynchronous();
        Kinds kinds = Facades.blocking(Kinds.class, delegate);
        Running<Object> running =
                thread.start(
                        () -> {
                            assertEquals("a", kinds.stage("a"));
                            assertEquals("b", kinds.completable("b"));
                            assertEquals("c", kinds.future("c"));
                            assertEquals("d", kinds.task("d"));
                            assertEquals("e", kinds.poll("e"));
                            assertEquals(6, kinds.number(6));
                            kinds.nothing();
                            return null;
                        });
        running.value();
        assertEquals(1, delegate.calls);
    }

    /** One source, given as whatever is asked for. */
    interface Source {
        CompletionStage<String> get();
    }

    interface Plain {
        String get();
    }

    interface Declaring {
        String get() throws IOException, InterruptedException, TimeoutException;
    }

    interface DeclaringAll {
        String get() throws Throwable;
    }

    @Test
    void fa01_nullValue_isReturned_butNotAsAPrimitive() {
        assertNull(Facades.blocking(Plain.class, sourceOf(completed(null))).get());
        AsyncKinds delegate = new Nulls();
        Kinds kinds = Facades.blocking(Kinds.class, delegate);
        assertThat(assertThrows(NullPointerException.class, () -> kinds.number(1)))
                .hasMessageContaining("Nulls.number(int) gave null")
                .hasMessageContaining("Kinds.number(int) returns int");
        kinds.nothing();
    }

    @Test
    void fa01_nullInPlaceOfAFuture_isNamed() {
        Plain facade = Facades.blocking(Plain.class, sourceOf(null));
        assertThat(assertThrows(NullPointerException.class, facade::get))
                .hasMessageContaining("Source.get()")
                .hasMessageContaining("in place of a future");
    }

    static final class Nulls implements AsyncKinds {
        @Override
        public CompletionStage<String> stage(String value) {
            return completed(null);
        }

        @Override
        public CompletableFuture<String> completable(String value) {
            return completed(null);
        }

        @Override
        public Future<String> future(String value) {
            return completed(null);
        }

        @Override
        public TaskFuture<String> task(String value) {
            return Blocking.supply(() -> null);
        }

        @Override
        public PollFuture<String> poll(String value) {
            return cx -> Poll.ready(null);
        }

        @Override
        public CompletionStage<Integer> number(int value) {
            return completed(null);
        }

        @Override
        public CompletionStage<Void> nothing() {
            return completed(null);
        }
    }

    static <T> CompletableFuture<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /** An object whose own method tells nothing about types: a lambda. */
    static Source sourceOf(CompletionStage<String> stage) {
        return () -> stage;
    }

    @Test
    void fa03_declaredFailure_comesOutTyped_withTheCallersFrames() {
        IOException original = new FileNotFoundException("gone");
        Declaring facade =
                Facades.blocking(
                        Declaring.class, sourceOf(CompletableFuture.failedFuture(original)));
        IOException thrown = assertThrows(FileNotFoundException.class, facade::get);
        assertThat(thrown).hasMessage("gone").hasCause(original);
        assertThat(thrown.getStackTrace()[0].getClassName()).contains("$Proxy");
        assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("get");
        assertThat(thrown.getStackTrace())
                .anyMatch(f -> f.getClassName().equals(FacadesBlockingTest.class.getName()));
    }

    @Test
    void fa03_undeclaredFailure_isTheCauseOfAnAwaitException_uncheckedOnesAreCopies() {
        IOException checked = new IOException("reset");
        Plain failing =
                Facades.blocking(Plain.class, sourceOf(CompletableFuture.failedFuture(checked)));
        assertThat(assertThrows(AwaitException.class, failing::get)).hasCause(checked);
        IllegalStateException unchecked = new IllegalStateException("state");
        Plain broken =
                Facades.blocking(Plain.class, sourceOf(CompletableFuture.failedFuture(unchecked)));
        assertThat(assertThrows(IllegalStateException.class, broken::get)).hasCause(unchecked);
        AssertionError error = new AssertionError("error");
        Plain wrong =
                Facades.blocking(Plain.class, sourceOf(CompletableFuture.failedFuture(error)));
        assertSame(error, assertThrows(AssertionError.class, wrong::get));
    }

    static final class OwnThrowable extends Throwable {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void fa03_throwsClauseOfEverything_covers_errorsAndWrappersStay() {
        for (Throwable failure :
                new Throwable[] {new IOException("reset"), new AssertionError("error")}) {
            DeclaringAll facade =
                    Facades.blocking(
                            DeclaringAll.class, sourceOf(CompletableFuture.failedFuture(failure)));
            assertThat(assertThrows(Throwable.class, facade::get))
                    .isExactlyInstanceOf(failure.getClass());
        }
        OwnThrowable own = new OwnThrowable();
        DeclaringAll facade =
                Facades.blocking(DeclaringAll.class, sourceOf(CompletableFuture.failedFuture(own)));
        assertThat(assertThrows(AwaitException.class, facade::get)).hasCause(own);
    }

    @Test
    void fa03_whatTheDelegateThrowsAtOnce_isTreatedAlike() {
        IOException checked = new IOException("at once");
        Source delegate =
                () -> {
                    throw AwaitFailureTest.<RuntimeException>sneaky(checked);
                };
        assertSame(
                checked,
                assertThrows(
                        IOException.class,
                        () -> Facades.blocking(Declaring.class, delegate).get()));
        assertThat(
                        assertThrows(
                                AwaitException.class,
                                () -> Facades.blocking(Plain.class, delegate).get()))
                .hasCause(checked)
                .hasMessageContaining("Plain.get() failed with");
    }

    @ParameterizedTest
    @EnumSource
    void fa03_interrupt_declared_comesOut_flagClear_sourceCancelled(ThreadKind thread)
            throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Declaring facade = Facades.blocking(Declaring.class, sourceOf(source));
        Running<String> running = thread.start(facade::get).parked();
        running.thread.interrupt();
        running.failure(InterruptedException.class);
        assertThat(running.flag()).isFalse();
        assertTrue(source.isCancelled());
    }

    @ParameterizedTest
    @EnumSource
    void fa03_interrupt_undeclared_isTheCause_flagSet_sourceCancelled(ThreadKind thread)
            throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Plain facade = Facades.blocking(Plain.class, sourceOf(source));
        Running<String> running = thread.start(facade::get).parked();
        running.thread.interrupt();
        assertThat(running.failure(AwaitException.class))
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(running.flag()).isTrue();
        assertTrue(source.isCancelled());
    }

    @Test
    void fa03_timeout_declared_comesOut_undeclared_isTheCause_sourceCancelled() {
        AwaitOptions<TimeoutException> quick = Await.with().timeout(Duration.ofMillis(5));
        CompletableFuture<String> source = new CompletableFuture<>();
        Declaring typed = Facades.blocking(Declaring.class, sourceOf(source), quick);
        assertThat(assertThrows(TimeoutException.class, typed::get))
                .hasMessageContaining("PT0.005S");
        assertTrue(source.isCancelled());
        CompletableFuture<String> other = new CompletableFuture<>();
        Plain plain = Facades.blocking(Plain.class, sourceOf(other), quick);
        assertThat(assertThrows(AwaitException.class, plain::get))
                .hasCauseInstanceOf(TimeoutException.class);
        assertTrue(other.isCancelled());
    }

    @Test
    void fa01_options_areThoseOfEachAwait() {
        IOException original = new IOException("reset");
        Declaring facade =
                Facades.blocking(
                        Declaring.class,
                        sourceOf(CompletableFuture.failedFuture(original)),
                        Await.with().rethrow(Rethrow.ORIGINAL));
        assertSame(original, assertThrows(IOException.class, facade::get));
        CompletableFuture<String> source = new CompletableFuture<>();
        Plain detached =
                Facades.blocking(
                        Plain.class,
                        sourceOf(source),
                        Await.with().timeout(Duration.ZERO).onGiveUp(OnGiveUp.DETACH));
        assertThrows(AwaitException.class, detached::get);
        assertThat(source).isNotDone();
    }

    @Test
    void fa01_onALoopThread_isRefused() throws Exception {
        Plain facade = Facades.blocking(Plain.class, sourceOf(new CompletableFuture<>()));
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("facades").build()) {
            ExecutionException thrown =
                    assertThrows(
                            ExecutionException.class,
                            () -> bridge.spawn(cx -> Poll.ready(facade.get())).get());
            assertThat(thrown.getCause()).isInstanceOf(BlockingNotAllowedException.class);
        }
    }

    interface PollSource {
        PollFuture<String> get();
    }

    @Test
    void fa01_pollFuture_interrupted_isCancelled() throws Exception {
        Promise<String> source = new Promise<>();
        PollSource delegate = () -> source;
        Plain facade = Facades.blocking(Plain.class, delegate);
        Running<String> running = ThreadKind.PLATFORM.start(facade::get).parked();
        running.thread.interrupt();
        assertThat(running.failure(AwaitException.class))
                .hasCauseInstanceOf(InterruptedException.class);
        assertTrue(source.isCancelled());
    }

    @Test
    void fa01_pendingAwait_isListedWithTheCallersFrame() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        Plain facade = Facades.blocking(Plain.class, sourceOf(source));
        try (var recording = Awaits.startRecording()) {
            assertThat(recording).isNotNull();
            Running<String> running = ThreadKind.VIRTUAL.start(() -> facade.get()).parked();
            assertThat(Awaits.pending())
                    .filteredOn(await -> await.source() == source)
                    .singleElement()
                    .extracting(await -> await.callSite().getClassName())
                    .isEqualTo(FacadesBlockingTest.class.getName());
            source.complete("value");
            assertEquals("value", running.value());
        }
    }
}
