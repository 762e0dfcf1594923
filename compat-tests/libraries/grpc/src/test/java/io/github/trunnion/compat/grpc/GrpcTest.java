package io.github.trunnion.compat.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.futures.Registration;
import io.github.trunnion.guava.ListenableFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Deadline;
import io.github.trunnion.loom.ExceptionCopies;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.loom.NonBlockingThreads;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A client of gRPC, against a server that holds its calls. */
@Library(name = "gRPC", of = ManagedChannel.class, by = GrpcTest.BY)
class GrpcTest extends LibraryVerification {
    static final String BY =
            "`ListenableFuture` of `ClientCalls.futureUnaryCall`, which the future stubs return, by"
                    + " `Await.awaitFuture`, or `ListenableFutures` of `trunnion-guava`";

    private static final HeldService SERVICE = new HeldService();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    @AfterAll
    static void stop() throws InterruptedException {
        SERVICE.close();
    }

    private static final class Unary implements Pending {
        private final String request = newRequest();
        private final ListenableFuture<String> sent;

        Unary(Channel channel) {
            sent =
                    ClientCalls.futureUnaryCall(
                            channel.newCall(HeldService.UNARY, CallOptions.DEFAULT), request);
        }

        @Override
        public ListenableFuture<String> source() {
            return sent;
        }

        HeldService.Call atServer() throws Exception {
            return SERVICE.call(request).get(30, TimeUnit.SECONDS);
        }

        @Override
        public void succeed() throws Exception {
            end(Status.OK);
        }

        @Override
        public void fail() throws Exception {
            end(Status.UNAVAILABLE.withDescription("failed"));
        }

        private void end(Status status) throws Exception {
            CompletableFuture<HeldService.Call> call = SERVICE.call(request);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> call.isDone() || sent.isDone());
            if (!call.isDone()) {
                return; // given up before it came
            }
            if (status.isOk()) {
                call.get().next("value");
                call.get().complete();
            } else {
                call.get().fail(status);
            }
        }

        @Override
        public void cancel() {
            sent.cancel(true);
        }

        @Override
        public boolean stopped() throws Exception {
            return atServer().isCancelled();
        }
    }

    private static String newRequest() {
        return "request " + REQUESTS.incrementAndGet();
    }

    @Override
    protected Pending begin() {
        return new Unary(SERVICE.channel());
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return StatusRuntimeException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.TRACE,
                "`StatusRuntimeException` has fields of its own, so the original is thrown, unless"
                        + " `ExceptionCopies` has been told how to copy it, see below");
    }

    @Override
    protected void reached(Pending pending) throws Exception {
        ((Unary) pending).atServer();
    }

    @Override
    protected Executor loop() {
        return SERVICE.loops();
    }

    @Override
    protected NonBlockingThreads guard() {
        return SERVICE::describe;
    }

    @Test
    @Shows(
            "`StatusRuntimeException`, which has fields of its own, is copied once"
                    + " `ExceptionCopies` has been told how (its status with the original as the"
                    + " cause, its trailers): then the trace names who awaited")
    void failureRegisteredForCopies_traceNamesTheCaller() throws Exception {
        // region stack-grpc-copies
        Registration copies =
                ExceptionCopies.register(
                        StatusRuntimeException.class,
                        e ->
                                new StatusRuntimeException(
                                        e.getStatus().withCause(e), e.getTrailers()));
        // endregion
        try {
            Unary unary = new Unary(SERVICE.channel());
            unary.fail();
            assertThatThrownBy(() -> Await.awaitFuture(unary.source()))
                    .isExactlyInstanceOf(StatusRuntimeException.class)
                    .hasCauseExactlyInstanceOf(StatusRuntimeException.class)
                    .satisfies(
                            e -> {
                                assertThat(Status.fromThrowable(e).getCode())
                                        .isEqualTo(Status.Code.UNAVAILABLE);
                                assertThat(e.getStackTrace())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .equals(GrpcTest.class.getName()));
                            });
        } finally {
            copies.close();
        }
    }

    @Test
    @Shows("a time-out of the stage by `ListenableFutures.toStage` cancels the call as well")
    void stageOfTheFutureTimesOut_serverSeesTheCancel() throws Exception {
        Unary unary = new Unary(SERVICE.channel());
        unary.atServer();
        assertThatThrownBy(
                        () ->
                                Await.await(
                                        ListenableFutures.toStage(unary.source()),
                                        Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        await().atMost(Duration.ofSeconds(30)).until(unary::stopped);
    }

    @Test
    @Shows(
            "an interceptor gives a call what is left of a `Deadline` of ours: the server knows it,"
                    + " and the call ends with `DEADLINE_EXCEEDED` though nobody awaits it")
    void callUnderADeadline_deadlineOfTheCall() throws Exception {
        Channel channel =
                ClientInterceptors.intercept(SERVICE.channel(), new DeadlineInterceptor());
        Unary patient = Deadline.after(Duration.ofMinutes(1)).call(() -> new Unary(channel));
        assertThat(patient.atServer().deadline().timeRemaining(TimeUnit.SECONDS))
                .isBetween(0L, 60L);
        patient.succeed();
        assertThat(Await.awaitFuture(patient.source())).isEqualTo("value");
        Unary hasty = Deadline.after(Duration.ofMillis(50)).call(() -> new Unary(channel));
        assertThatThrownBy(() -> Await.awaitFuture(hasty.source()))
                .isInstanceOf(StatusRuntimeException.class)
                .satisfies(
                        e ->
                                assertThat(Status.fromThrowable(e).getCode())
                                        .isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    @Shows(
            "the answers of a server-streaming method are read as a stream through a small adapter"
                    + " (`CallPublisher` of the tests), whose close cancels the call at the server")
    void streamClosedBeforeTheLastAnswer_serverSeesTheCancel() throws Exception {
        String request = newRequest();
        try (Stream<String> answers = stream(request)) {
            Waiting reader = Waiting.start(Waiter.VIRTUAL, () -> answers.limit(2).toList());
            HeldService.Call call = SERVICE.call(request).get(30, TimeUnit.SECONDS);
            for (String answer : List.of("a", "b", "c")) {
                call.next(answer);
            }
            assertThat(reader.value()).isEqualTo(List.of("a", "b"));
            assertThat(call.isCancelled()).isFalse();
            answers.close();
            await().atMost(Duration.ofSeconds(30)).until(call::isCancelled);
        }
    }

    @Test
    @Shows(
            "an interrupt of a thread that waits for the next answer of such a stream cancels the"
                    + " call")
    void interruptedWhileTheStreamIsEmpty_serverSeesTheCancel() throws Exception {
        String request = newRequest();
        Waiting reader =
                Waiting.start(
                        Waiter.VIRTUAL,
                        () -> {
                            try (Stream<String> answers = stream(request)) {
                                return answers.toList();
                            }
                        });
        HeldService.Call call = SERVICE.call(request).get(30, TimeUnit.SECONDS);
        call.next("a");
        reader.interrupt();
        await().atMost(Duration.ofSeconds(30)).until(call::isCancelled);
        assertThat(reader.failure()).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    @Shows("the status of a stream that fails is thrown after the answers before it")
    void streamFails_statusAfterTheAnswers() throws Exception {
        String request = newRequest();
        List<String> read = new ArrayList<>();
        Waiting reader =
                Waiting.start(
                        Waiter.VIRTUAL,
                        () -> {
                            try (Stream<String> answers = stream(request)) {
                                answers.forEach(read::add);
                                return null;
                            }
                        });
        HeldService.Call call = SERVICE.call(request).get(30, TimeUnit.SECONDS);
        call.next("a");
        call.next("b");
        call.fail(Status.DATA_LOSS);
        assertThat(Status.fromThrowable(reader.failure()).getCode())
                .isEqualTo(Status.Code.DATA_LOSS);
        assertThat(read).containsExactly("a", "b");
    }

    private static Stream<String> stream(String request) {
        return Flows.stream(
                new CallPublisher<>(
                        SERVICE.channel(), HeldService.STREAM, CallOptions.DEFAULT, request),
                2);
    }
}
