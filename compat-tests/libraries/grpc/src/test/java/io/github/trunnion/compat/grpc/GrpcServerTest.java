package io.github.trunnion.compat.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.GivenVerification;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.ContextCarrier;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A server of gRPC whose handler is blocking code. */
@Library(name = "gRPC", of = ManagedChannel.class, by = GrpcTest.BY)
class GrpcServerTest extends GivenVerification {
    private static final Blocking.Launcher WITH_CONTEXT =
            Blocking.with().context(ContextCarrier.standard().with(new GrpcContextSource()));

    private static final HeldService SERVICE = new HeldService();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    @AfterAll
    static void stop() throws InterruptedException {
        SERVICE.close();
    }

    /** A call of a method whose body this is; returns when it has reached the server. */
    private static ListenableFuture<String> call(Function<String, TaskFuture<String>> body)
            throws Exception {
        String request = "request " + REQUESTS.incrementAndGet();
        SERVICE.body(request, body);
        ListenableFuture<String> answer =
                ClientCalls.futureUnaryCall(
                        SERVICE.channel().newCall(HeldService.BODY, CallOptions.DEFAULT), request);
        SERVICE.reached(request).get(30, TimeUnit.SECONDS);
        return answer;
    }

    @Override
    protected Taken take(TaskFuture<String> task) throws Exception {
        ListenableFuture<String> answer = call(request -> task);
        return new Taken() {
            @Override
            public Object get() throws Throwable {
                try {
                    return answer.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException failed) {
                    throw failed.getCause();
                }
            }

            @Override
            public void cancel() {
                answer.cancel(true);
            }
        };
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.GIVEN_FAILURE,
                "What a handler throws is no part of the protocol: the client has the `Status` that"
                        + " the server makes of it, in a `StatusRuntimeException`");
    }

    @Test
    @Shows(
            "a body of `Blocking.supply` in a handler has the `io.grpc.Context` of the call,"
                    + " through a small `ContextSource` (`GrpcContextSource` of the tests)")
    void bodyInAHandler_hasTheContextOfTheCall() throws Exception {
        ListenableFuture<String> answer =
                call(request -> WITH_CONTEXT.supply(() -> "for " + HeldService.USER.get()));
        assertThat(Await.awaitFuture(answer)).isEqualTo("for ann");
    }

    @Test
    @Shows(
            "the cancel of a client reaches the call that the body in the handler awaits from"
                    + " another server")
    void clientCancelsWhileTheBodyAwaitsACall_innerCallCancelled() throws Exception {
        String inner = "inner " + REQUESTS.incrementAndGet();
        ListenableFuture<String> answer =
                call(
                        request ->
                                Blocking.supply(
                                        () ->
                                                Await.awaitFuture(
                                                        ClientCalls.futureUnaryCall(
                                                                SERVICE.channel()
                                                                        .newCall(
                                                                                HeldService.UNARY,
                                                                                CallOptions
                                                                                        .DEFAULT),
                                                                inner))));
        HeldService.Call atServer = SERVICE.call(inner).get(30, TimeUnit.SECONDS);
        answer.cancel(true);
        await().atMost(Duration.ofSeconds(30)).until(atServer::isCancelled);
    }
}
