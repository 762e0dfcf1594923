package io.github.trunnion.compat.r2dbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.BridgeMode;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.PostgresServer;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.netty.BridgeEventLoopGroup;
import io.github.trunnion.reactive.Publishers;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** R2DBC, whose connections are on the carriers that run the virtual threads that use them. */
class R2dbcOnCarriersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(30);

    @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

    /** A bridge, its event loops, and connections on them; closed in the other order. */
    private static final class OnCarriers implements AutoCloseable {
        final BridgeExecutor bridge;
        final BridgeEventLoopGroup group;
        final PostgresqlConnectionFactory connections;

        OnCarriers(BridgeMode mode) {
            bridge = BridgeExecutor.builder().name("sql").mode(mode).carriers(2).build();
            group = BridgeEventLoopGroup.open(bridge);
            // region stack-r2dbc-factory
            connections =
                    new PostgresqlConnectionFactory(
                            PostgresqlConnectionConfiguration.builder()
                                    .loopResources(new CarrierLoopResources(group))
                                    .host("127.0.0.1")
                                    .port(POSTGRES.port())
                                    .username(PostgresServer.USER)
                                    .database("postgres")
                                    .build());
            // endregion
        }

        /** Starts a virtual thread of the bridge. */
        TaskFuture<Object> start(Callable<?> body) {
            return Blocking.on(bridge).supply(body);
        }

        PostgresqlConnection connect() throws InterruptedException, TimeoutException {
            return Await.await(Publishers.single(connections.create()), PATIENCE);
        }

        @Override
        public void close() throws IOException {
            if (!POSTGRES.isRunning()) {
                POSTGRES.start();
            }
            group.close();
            bridge.close(Duration.ofSeconds(10));
            assertThat(group.isTerminated()).isTrue();
        }
    }

    private static List<Integer> numbers(PostgresqlConnection connection, String sql) {
        try (Stream<Integer> rows =
                Publishers.stream(
                        connection
                                .createStatement(sql)
                                .execute()
                                .concatMap(result -> result.map(row -> row.get(0, Integer.class))),
                        16)) {
            return rows.toList();
        }
    }

    private static PollFuture<Integer> sleeps(PostgresqlConnection connection) {
        return Publishers.first(
                connection
                        .createStatement("SELECT 1 FROM pg_sleep(0.2)")
                        .execute()
                        .concatMap(result -> result.map(row -> row.get(0, Integer.class))));
    }

    private static void close(PostgresqlConnection connection) throws InterruptedException {
        Await.await(Publishers.first(connection.close().thenReturn(true)));
    }

    @ParameterizedTest
    @EnumSource
    void queriesOfManyThreads_eachHasItsOwnRows(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            List<TaskFuture<Object>> threads =
                    IntStream.range(0, 16)
                            .mapToObj(
                                    i ->
                                            on.start(
                                                    () -> {
                                                        PostgresqlConnection own = on.connect();
                                                        List<Integer> read = new ArrayList<>();
                                                        for (int n = 0; n < 20; n++) {
                                                            read.addAll(
                                                                    numbers(
                                                                            own,
                                                                            "SELECT "
                                                                                    + (i * 100
                                                                                            + n)));
                                                        }
                                                        close(own);
                                                        return read;
                                                    }))
                            .toList();
            for (int i = 0; i < threads.size(); i++) {
                int first = i * 100;
                assertThat(threads.get(i).get(30, TimeUnit.SECONDS))
                        .isEqualTo(IntStream.range(first, first + 20).boxed().toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsStreamed_readInOrder(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            Object rows =
                    on.start(
                                    () -> {
                                        PostgresqlConnection own = on.connect();
                                        List<Integer> read =
                                                numbers(own, "SELECT generate_series(1, 20000)");
                                        close(own);
                                        return read;
                                    })
                            .get(30, TimeUnit.SECONDS);
            assertThat(rows).isEqualTo(IntStream.rangeClosed(1, 20_000).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void awaitIsGivenUp_nextQueryOfTheConnectionHasItsOwnRows(BridgeMode mode) throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            TaskFuture<Object> task =
                    on.start(
                            () -> {
                                PostgresqlConnection own = on.connect();
                                assertThatThrownBy(() -> Await.await(sleeps(own), SHORT))
                                        .isInstanceOf(TimeoutException.class);
                                List<Integer> next = numbers(own, "SELECT 7");
                                close(own);
                                return next;
                            });
            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(List.of(7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverStopsWhileAQueryRuns_failsAndTheNextConnectionWorks(BridgeMode mode)
            throws Exception {
        try (OnCarriers on = new OnCarriers(mode)) {
            TaskFuture<Object> waiting =
                    on.start(
                            () -> {
                                PostgresqlConnection own = on.connect();
                                assertThat(numbers(own, "SELECT 1")).containsExactly(1);
                                return numbers(own, "SELECT 1 FROM pg_sleep(3600)");
                            });
            TaskFuture<Object> watching = on.start(() -> sleeping(on));
            assertThat(watching.get(30, TimeUnit.SECONDS)).isEqualTo(true);
            POSTGRES.stop();
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(R2dbcException.class);
            POSTGRES.start();
            assertThat(on.start(() -> numbers(on.connect(), "SELECT 2")).get(30, TimeUnit.SECONDS))
                    .isEqualTo(List.of(2));
        }
    }

    /** Returns when the server runs the query that sleeps. */
    private static boolean sleeping(OnCarriers on) throws Exception {
        PostgresqlConnection own = on.connect();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () ->
                                numbers(
                                                own,
                                                "SELECT count(*)::int FROM pg_stat_activity WHERE"
                                                        + " wait_event = 'PgSleep'")
                                        .equals(List.of(1)));
        close(own);
        return true;
    }
}
