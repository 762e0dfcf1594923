package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.trunnion.futures.Registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

@Timeout(60)
@SuppressWarnings("serial") // nobody serializes them
class ExceptionCopiesTest {
    static class WithState extends RuntimeException {
        final int code;

        WithState(String message, int code) {
            super(message);
            this.code = code;
        }
    }

    public static class Computed extends RuntimeException {
        public Computed(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return "computed from " + super.getMessage();
        }
    }

    public static class Refusing extends RuntimeException {
        private static boolean refuses; // in the tests' thread only

        public Refusing(String message) {
            super(message);
            if (refuses) {
                throw new IllegalStateException("refused");
            }
        }
    }

    public static class NoCause extends RuntimeException {
        public NoCause(String message) {
            super(message, null);
        }
    }

    static class Copying extends RuntimeException implements CopyableThrowable<Copying> {
        final int code;

        Copying(String message, int code) {
            super(message);
            this.code = code;
        }

        @Override
        public Copying copy() {
            return code < 0 ? null : new Copying(getMessage(), code);
        }
    }

    private static Throwable awaited(Throwable failure) {
        return catchThrowable(() -> Await.await(CompletableFuture.failedFuture(failure)));
    }

    static Stream<RuntimeException> copied() {
        return Stream.of(
                new IllegalStateException("broken"),
                new IllegalStateException(),
                new IllegalStateException("broken", new IOException("below")),
                new ArithmeticException("/ by zero"),
                new NullPointerException(),
                new IndexOutOfBoundsException("7"),
                new UnsupportedOperationException("never"));
    }

    @ParameterizedTest
    @MethodSource("copied")
    void aw10_copy_hasTheClassTheMessageAndBothTraces(RuntimeException failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        Throwable cause = failure.getCause();
        Throwable thrown = awaited(failure);
        assertThat(thrown)
                .isExactlyInstanceOf(failure.getClass())
                .isNotSameAs(failure)
                .hasMessage(failure.getMessage())
                .hasCause(failure);
        assertThat(thrown.getCause()).isSameAs(failure);
        assertThat(Arrays.toString(thrown.getStackTrace())).contains("ExceptionCopiesTest.awaited");
        assertThat(failure.getStackTrace()).isEqualTo(trace);
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.getCause()).isSameAs(cause);
    }

    static Stream<RuntimeException> notCopied() {
        return Stream.of(
                new WithState("has a field", 7),
                new Computed("other message"),
                new NoCause("settled for no cause"),
                new UncheckedIOException(new IOException("takes no other cause")),
                new Copying("says no", -1),
                new RuntimeException("a subclass without a usable constructor") {});
    }

    @ParameterizedTest
    @MethodSource("notCopied")
    void aw10_notCopyable_theOriginalIsThrown_andStaysAsItWas(RuntimeException failure) {
        Throwable cause = failure.getCause();
        assertThat(awaited(failure)).isSameAs(failure);
        assertThat(failure.getCause()).isSameAs(cause);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    public static final class WithoutTrace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public WithoutTrace(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    @Test
    void aw10_classFillsInNoTrace_theCopyNamesTheCaller() {
        WithoutTrace failure = new WithoutTrace("boom", null);
        Throwable thrown = awaited(failure);
        assertThat(thrown).isExactlyInstanceOf(WithoutTrace.class).hasCause(failure);
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("await");
        assertThat(Arrays.toString(thrown.getStackTrace())).contains("ExceptionCopiesTest.awaited");
    }

    @Test
    void aw10_constructorThatThrows_theOriginalIsThrown() {
        Refusing failure = new Refusing("refuses to be made twice");
        Refusing.refuses = true;
        try {
            assertThat(awaited(failure)).isSameAs(failure);
        } finally {
            Refusing.refuses = false;
        }
    }

    @Test
    void aw10_classThatCopiesItself_isAsked() {
        Copying failure = new Copying("copies", 7);
        Throwable thrown = awaited(failure);
        assertThat(thrown).isInstanceOf(Copying.class).isNotSameAs(failure).hasCause(failure);
        assertThat(((Copying) thrown).code).isEqualTo(7);
    }

    @Test
    void aw10_registeredFunction_isAskedFirst_andForThisClassOnly() {
        WithState failure = new WithState("has a field", 7);
        WithState sub = new WithState("sub", 8) {};
        try (Registration registered =
                ExceptionCopies.register(
                        WithState.class, x -> new WithState(x.getMessage(), x.code))) {
            assertThat(registered).isNotNull();
            assertThat(awaited(failure))
                    .isNotSameAs(failure)
                    .isInstanceOfSatisfying(WithState.class, x -> assertThat(x.code).isEqualTo(7));
            assertThat(awaited(sub)).isSameAs(sub);
            assertThatThrownBy(() -> ExceptionCopies.register(WithState.class, x -> null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("WithState", "has a function already");
        }
        assertThat(awaited(failure)).isSameAs(failure);
    }

    @Test
    void aw10_registeredFunctionThatReturnsAnother_theOriginalIsThrown() {
        WithState failure = new WithState("has a field", 7);
        try (Registration registered =
                ExceptionCopies.register(WithState.class, x -> new WithState("other", 0))) {
            assertThat(registered).isNotNull();
            assertThat(awaited(failure)).isSameAs(failure);
        }
        try (Registration registered =
                ExceptionCopies.register(IllegalStateException.class, x -> null)) {
            assertThat(registered).isNotNull();
            IllegalStateException never = new IllegalStateException("never copied");
            assertThat(awaited(never)).isSameAs(never);
        }
    }

    @Test
    void aw10_errors_areNeverCopied() {
        AssertionError failure = new AssertionError("as it is");
        assertThat(awaited(failure)).isSameAs(failure);
        for (Rethrow mode : Rethrow.values()) {
            assertThat(
                            catchThrowable(
                                    () ->
                                            Await.with()
                                                    .rethrow(mode)
                                                    .await(
                                                            CompletableFuture.failedFuture(
                                                                    failure))))
                    .isSameAs(failure);
        }
    }

    @Test
    void aw10_checked_declaredIsCopiedAndTyped_othersAreWrapped() {
        FileNotFoundException failure = new FileNotFoundException("gone");
        CompletableFuture<String> source = CompletableFuture.failedFuture(failure);
        assertThatThrownBy(() -> Await.await(source, IOException.class))
                .isExactlyInstanceOf(FileNotFoundException.class)
                .hasMessage("gone")
                .hasCause(failure);
        assertThatThrownBy(() -> Await.await(source))
                .isInstanceOf(AwaitException.class)
                .hasCause(failure)
                .hasMessageContaining("failed with java.io.FileNotFoundException: gone");
        assertThatThrownBy(() -> Await.await(source, InterruptedException.class))
                .isInstanceOf(AwaitException.class)
                .cause()
                .isSameAs(failure);
        assertThatThrownBy(() -> Await.await(source, (Class<IOException>) null))
                .hasMessage("declared");
    }

    @Test
    void aw10_original_isThrownAsItIs_declaredToo() {
        AwaitOptions<RuntimeException> original = Await.with().rethrow(Rethrow.ORIGINAL);
        IllegalStateException unchecked = new IllegalStateException("broken");
        assertThat(catchThrowable(() -> original.await(CompletableFuture.failedFuture(unchecked))))
                .isSameAs(unchecked);
        IOException checked = new IOException("gone");
        CompletableFuture<String> source = CompletableFuture.failedFuture(checked);
        assertThat(catchThrowable(() -> original.await(source, IOException.class)))
                .isSameAs(checked);
        assertThat(catchThrowable(() -> original.await(source)))
                .isInstanceOf(AwaitException.class)
                .hasCause(checked);
    }

    @Test
    void aw10_wrap_wrapsWhateverIsNoError() {
        AwaitOptions<RuntimeException> wrap = Await.with().rethrow(Rethrow.WRAP);
        IllegalStateException unchecked = new IllegalStateException("broken");
        assertThat(catchThrowable(() -> wrap.await(CompletableFuture.failedFuture(unchecked))))
                .isInstanceOf(AwaitException.class)
                .hasCause(unchecked);
        IOException checked = new IOException("gone");
        CompletableFuture<String> source = CompletableFuture.failedFuture(checked);
        assertThat(catchThrowable(() -> wrap.await(source, IOException.class)))
                .isInstanceOf(AwaitException.class)
                .hasCause(checked);
    }

    @Test
    void pb08_oneFailureAwaitedAThousandTimes_nothingPilesUp_callerFrameEachTime() {
        IllegalStateException failure = new IllegalStateException("broken");
        CompletableFuture<String> source = CompletableFuture.failedFuture(failure);
        for (int i = 0; i < 1_000; i++) {
            Throwable thrown = catchThrowable(() -> Await.await(source));
            assertThat(thrown.getSuppressed()).isEmpty();
            assertThat(thrown.getCause()).isSameAs(failure);
            assertThat(thrown.getStackTrace()[0].getClassName()).isEqualTo(Await.class.getName());
            assertThat(thrown.getStackTrace()[1].getClassName())
                    .isEqualTo(ExceptionCopiesTest.class.getName());
        }
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.getCause()).isNull();
    }
}
