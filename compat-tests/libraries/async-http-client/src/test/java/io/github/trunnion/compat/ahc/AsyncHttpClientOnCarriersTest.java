package io.github.trunnion.compat.ahc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.HeldServer;
import io.github.trunnion.compat.HeldServer.Exchange;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.netty.NettyTransport;

import org.asynchttpclient.AsyncCompletionHandlerBase;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Async Http Client on the carriers that run the virtual threads that wait for it. */
@Library(
        name = "Async Http Client",
        of = AsyncHttpClient.class,
        by =
                "`ListenableFuture` of `execute`, a `Future`, by `Await.awaitFuture`; not its"
                        + " `toCompletableFuture()`, see below")
class AsyncHttpClientOnCarriersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A bridge, its event loops, a client on them, a server; closed in the other order. */
    private static final class OnCarriers implements AutoCloseable {
        final HeldServer server = new HeldServer();
        final BridgeExecutor bridge;
        final BridgeEventLoopGroup group;
        final AsyncHttpClient client;

        OnCarriers(BridgeMode mode, NettyTransport transport) {
            bridge = BridgeExecutor.builder().name("http").mode(mode).build();
            group = BridgeEventLoopGroup.open(bridge, transport);
            client =
                    Dsl.asyncHttpClient(
                            Dsl.config().setEventLoopGroup(group).setMaxRequestRetry(0));
        }

        /** Starts a virtual thread of the bridge. */
        TaskFuture<Object> start(Callable<?> body) {
            return Blocking.on(bridge).supply(body);
        }

        ListenableFuture<Response> get(String path) {
            return client.prepareGet(server.url(path)).execute();
        }

        Exchange exchange(String path) {
            return server.exchange(path, () -> false);
        }

        @Override
        public void close() throws IOException {
            client.close();
            assertThat(group.isShuttingDown()).as("the group is its user's").isFalse();
            group.close();
            bridge.close(Duration.ofSeconds(10));
            server.close();
            assertThat(group.isTerminated()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"CARRIER,NIO", "HOSTED,NIO", "CARRIER,EPOLL", "HOSTED,EPOLL"})
    @Shows(
            "on the carriers of a bridge (`setEventLoopGroup` of a `BridgeEventLoopGroup`, with"
                    + " any transport) 200 virtual threads of the bridge have their own answers")
    void requestsOfManyThreads_eachHasItsOwnAnswer(BridgeMode mode, NettyTransport transport)
            throws Exception {
        assumeTrue(transport.isAvailable());
        try (OnCarriers on = new OnCarriers(mode, transport)) {
            List<String> paths =
                    IntStream.range(0, 200).mapToObj(i -> on.server.newPath()).toList();
            List<TaskFuture<Object>> threads = new ArrayList<>();
            for (String path : paths) {
                threads.add(on.start(() -> Await.awaitFuture(on.get(path)).getResponseBody()));
            }
            paths.forEach(path -> on.exchange(path).respond("body of " + path));
            for (int i = 0; i < paths.size(); i++) {
                assertThat(threads.get(i).get(30, TimeUnit.SECONDS))
                        .isEqualTo("body of " + paths.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, a body is read part by part by a virtual thread, with a queue that an"
                    + " `AsyncHandler` fills")
    void bodyInParts_readAsItComes(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode, NettyTransport.best())) {
            String path = on.server.newPath();
            BlockingQueue<String> parts = new LinkedBlockingQueue<>();
            TaskFuture<Object> reader =
                    on.start(
                            () -> {
                                ListenableFuture<Response> sent =
                                        on.client
                                                .prepareGet(on.server.url(path))
                                                .execute(new Parts(parts));
                                String first = parts.poll(30, TimeUnit.SECONDS);
                                sent.cancel(true);
                                return first;
                            });
            Exchange exchange = on.exchange(path);
            exchange.stall("first part", 1_000);
            assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo("first part");
            await().atMost(PATIENCE).until(exchange::clientGone);
        }
    }

    private static final class Parts extends AsyncCompletionHandlerBase {
        private final BlockingQueue<String> parts;

        Parts(BlockingQueue<String> parts) {
            this.parts = parts;
        }

        @Override
        public State onBodyPartReceived(HttpResponseBodyPart part) {
            parts.add(new String(part.getBodyPartBytes(), StandardCharsets.US_ASCII));
            return State.CONTINUE;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows(
            "on the carriers, a time-out, and an interrupt, of an await close the connection of the"
                    + " request")
    void awaitIsGivenUp_serverSeesTheEnd(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode, NettyTransport.best())) {
            String late = on.server.newPath();
            ListenableFuture<Response> first = on.get(late);
            Exchange exchange = on.exchange(late);
            TaskFuture<Object> impatient =
                    on.start(() -> Await.with().timeout(Duration.ofMillis(20)).awaitFuture(first));
            assertThatThrownBy(() -> impatient.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TimeoutException.class);
            await().atMost(PATIENCE).until(exchange::clientGone);

            String stopped = on.server.newPath();
            TaskFuture<Object> interrupted = on.start(() -> Await.awaitFuture(on.get(stopped)));
            Exchange second = on.exchange(stopped);
            interrupted.cancel(true);
            await().atMost(PATIENCE).until(second::clientGone);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Shows("on the carriers, a connection that is reset fails the await with an `IOException`")
    void reset_ioException(BridgeMode mode) {
        try (OnCarriers on = new OnCarriers(mode, NettyTransport.best())) {
            String path = on.server.newPath();
            TaskFuture<Object> waiting =
                    on.start(() -> Await.with().awaitFuture(on.get(path), IOException.class));
            on.exchange(path).reset();
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IOException.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
