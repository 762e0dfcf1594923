package io.github.trunnion.compat.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server and a client of gRPC on the carriers that run their handlers and callers. */
@Library(name = "gRPC", of = ManagedChannel.class, by = GrpcTest.BY)
class GrpcOnCarriersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** A bridge, its event loops, a server and a client on them; closed in the other order. */
    private static final class OnCarriers implements AutoCloseable {
        final BridgeExecutor bridge;
        final BridgeEventLoopGroup group;
        final HeldService service;

        OnCarriers(BridgeMode mode) {
            bridge = BridgeExecutor.builder().name("grpc").mode(mode).carriers(2).build();
            group = BridgeEventLoopGroup.open(bridge);
            service = new HeldService(group);
        }

        /** Starts a virtual thread of the bridge. */
        TaskFuture<Object> start(Callable<?> body) {
            return Blocking.on(bridge).supply(body);
        }

        HeldService.Call atServer(String request) throws Exception {
            return service.call(request).get(30, TimeUnit.SECONDS);
        }

        Stream<String> stream(String request) {
            return Flows.stream(
                    new CallPublisher<>(
                            service.channel(), HeldService.STREAM, CallOptions.DEFAULT, request),
                    16);
        }

        @Override
        public void close() throws InterruptedException {
            service.close();
            group.close();
            bridge.close(Duration.ofSeconds(10));
            assertThat(group.isTerminated()).isTrue();
        }
    }

    private static Status.Code statusOf(TaskFuture<?> task) {
        try {
            throw new AssertionError("should fail, but has " + task.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return Status.fromThrowable(failed).getCode();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers of a bridge (a `BridgeEventLoopGroup` for server and channel, the"
                    + " virtual threads of its executor for their code) 500 callers block"
                    + " (`blockingUnaryCall`), their handlers block, and each has its own answer")
    void blockingCallsOfBlockingHandlers_eachHasItsOwnAnswer(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            List<TaskFuture<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String request = "request " + i;
                on.service.body(
                        request,
                        r ->
                                Blocking.on(on.bridge)
                                        .supply(
                                                () -> {
                                                    Thread.sleep(1);
                                                    return "for " + r;
                                                }));
                calls.add(
                        on.start(
                                () ->
                                        ClientCalls.blockingUnaryCall(
                                                on.service.channel(),
                                                HeldService.BODY,
                                                CallOptions.DEFAULT,
                                                request)));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(calls.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("for request " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, the end of a call's deadline reaches the thread that awaits it and"
                    + " the server, whose event loop is the same")
    void deadlineOfTheCallPasses_callerAndServerSeeIt(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            TaskFuture<Object> caller =
                    on.start(
                            () ->
                                    Await.awaitFuture(
                                            ClientCalls.futureUnaryCall(
                                                    on.service
                                                            .channel()
                                                            .newCall(
                                                                    HeldService.UNARY,
                                                                    CallOptions.DEFAULT
                                                                            .withDeadlineAfter(
                                                                                    SHORT)),
                                                    "late")));
            assertThat(statusOf(caller)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            CompletableFuture<HeldService.Call> atServer = on.service.call("late");
            if (atServer.isDone()) { // it may have passed before the call came there
                await().atMost(PATIENCE).until(() -> atServer.get().isCancelled());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, a time-out, and an interrupt, of an await cancel the call at the"
                    + " server")
    void awaitIsGivenUp_serverSeesTheCancel(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            for (String request : List.of("time-out", "interrupt")) {
                ListenableFuture<String> sent =
                        ClientCalls.futureUnaryCall(
                                on.service
                                        .channel()
                                        .newCall(HeldService.UNARY, CallOptions.DEFAULT),
                                request);
                HeldService.Call atServer = on.atServer(request);
                if (request.equals("interrupt")) {
                    CountDownLatch begun = new CountDownLatch(1);
                    TaskFuture<Object> caller =
                            on.start(
                                    () -> {
                                        begun.countDown();
                                        return Await.awaitFuture(sent);
                                    });
                    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
                    caller.cancel(true);
                } else {
                    TaskFuture<Object> caller =
                            on.start(
                                    () ->
                                            Await.with()
                                                    .timeout(Duration.ofMillis(20))
                                                    .awaitFuture(sent));
                    assertThatThrownBy(() -> caller.get(30, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(TimeoutException.class);
                }
                await().atMost(PATIENCE).until(atServer::isCancelled);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, a server-streaming call is read by a virtual thread of the carrier,"
                    + " by the blocking stub or as a stream, in order and to the end")
    void streamed_readInOrder(BridgeMode mode) throws Exception {
        List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "element " + i).toList();
        try (OnCarriers on = new OnCarriers(mode)) {
            TaskFuture<Object> stub =
                    on.start(
                            () -> {
                                Iterator<String> answers =
                                        ClientCalls.blockingServerStreamingCall(
                                                on.service.channel(),
                                                HeldService.STREAM,
                                                CallOptions.DEFAULT,
                                                "stub");
                                List<String> read = new ArrayList<>();
                                answers.forEachRemaining(read::add);
                                return read;
                            });
            TaskFuture<Object> stream =
                    on.start(
                            () -> {
                                try (Stream<String> answers = on.stream("stream")) {
                                    return answers.toList();
                                }
                            });
            for (String request : List.of("stub", "stream")) {
                HeldService.Call call = on.atServer(request);
                all.forEach(call::next);
                call.complete();
            }
            assertThat(stub.get(30, TimeUnit.SECONDS)).isEqualTo(all);
            assertThat(stream.get(30, TimeUnit.SECONDS)).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows("on the carriers, closing such a stream, or a cancel of its reader, cancels the call")
    void streamIsGivenUp_serverSeesTheCancel(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            TaskFuture<Object> closes =
                    on.start(
                            () -> {
                                try (Stream<String> answers = on.stream("closes")) {
                                    return answers.limit(2).toList();
                                }
                            });
            HeldService.Call closed = on.atServer("closes");
            List.of("a", "b", "c").forEach(closed::next);
            assertThat(closes.get(30, TimeUnit.SECONDS)).isEqualTo(List.of("a", "b"));
            await().atMost(PATIENCE).until(closed::isCancelled);

            TaskFuture<Object> cancelled =
                    on.start(
                            () -> {
                                try (Stream<String> answers = on.stream("cancelled")) {
                                    return answers.toList();
                                }
                            });
            HeldService.Call call = on.atServer("cancelled");
            cancelled.cancel(true);
            await().atMost(PATIENCE).until(call::isCancelled);
        }
    }
}
