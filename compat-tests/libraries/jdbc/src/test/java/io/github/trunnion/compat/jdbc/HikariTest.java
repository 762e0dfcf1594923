package io.github.trunnion.compat.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.Library;
import io.github.trunnion.compat.LibraryVerification;
import io.github.trunnion.compat.Pending;
import io.github.trunnion.compat.PostgresServer;
import io.github.trunnion.compat.Shows;
import io.github.trunnion.compat.Waiter;
import io.github.trunnion.compat.Waiting;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.util.PSQLException;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A pool of HikariCP with PostgreSQL behind it. */
@Library(
        name = "HikariCP",
        of = HikariDataSource.class,
        by =
                "`Connection` of the pool, in bodies of `Blocking.with().limit(poolSize)` on"
                    + " virtual threads; an interrupt closes its socket, which the server sees if"
                    + " `client_connection_check_interval` is set",
        needs = "PostgreSQL")
class HikariTest extends LibraryVerification {
    private static final int SIZE = 3;

    @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

    private final Blocking.Launcher limited = Blocking.with().limit(SIZE);
    private Locks locks;
    private HikariDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        locks = new Locks(POSTGRES.url());
        pool = pool(10_000);
    }

    private static HikariDataSource pool(long connectionTimeout) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(POSTGRES.url() + Locks.CHECKED);
        config.setMaximumPoolSize(SIZE);
        config.setConnectionTimeout(connectionTimeout);
        return new HikariDataSource(config);
    }

    @AfterEach
    void close() throws SQLException {
        pool.close();
        locks.close();
    }

    private final class Query extends HeldQuery {
        private final TaskFuture<String> task;

        Query(Blocking.Launcher launcher, boolean gently) throws SQLException {
            super(locks);
            task =
                    launcher.supply(
                            () -> {
                                try (Connection connection = pool.getConnection();
                                        PreparedStatement statement = prepare(connection)) {
                                    return gently
                                            ? StatementCancel.call(
                                                    statement, () -> value(statement))
                                            : value(statement);
                                }
                            });
        }

        @Override
        public TaskFuture<String> source() {
            return task;
        }

        @Override
        public void cancel() {
            throw new UnsupportedOperationException("a pool has none");
        }
    }

    @Override
    protected Pending begin() throws SQLException {
        return new Query(limited, false);
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return PSQLException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.CANCELLED,
                "A pool has no cancel; for that of its statements see"
                        + " [PostgreSQL JDBC](#postgresql-jdbc)");
    }

    @Override
    protected void reached(Pending pending) {
        ((Query) pending).reached();
    }

    private static void giveUp(Query query) throws Exception {
        query.reached();
        assertThatThrownBy(() -> Await.await(query.source(), Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        query.source().terminated().get();
    }

    @Test
    @Shows(
            "a connection whose body was interrupted is evicted, and the pool makes a new one: all"
                    + " of them work afterwards")
    void allInterrupted_poolIsWholeAgain() throws Exception {
        for (int i = 0; i < SIZE; i++) {
            giveUp(new Query(limited, false));
        }
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            queries.add(new Query(limited, false));
        }
        queries.forEach(HeldQuery::reached); // at the same time
        for (Query query : queries) {
            query.succeed();
            assertThat(Await.await(query.source())).isEqualTo("value");
        }
        HeldQuery.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == SIZE);
        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(SIZE);
    }

    @Test
    @Shows(
            "an interrupt that becomes a `Statement.cancel`, as in the row of PostgreSQL JDBC,"
                    + " leaves the connection in the pool")
    void interruptedGently_poolKeepsTheConnection() throws Exception {
        List<Long> before = processes();
        Query query = new Query(limited, true);
        giveUp(query);
        assertThat(query.stopped()).isTrue();
        assertThat(before).contains(query.pid());
        assertThat(processes()).isEqualTo(before);
    }

    /** Those of the server behind the connections of the pool. */
    private List<Long> processes() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            queries.add(new Query(limited, false));
        }
        queries.forEach(HeldQuery::reached);
        for (Query query : queries) {
            query.succeed();
            Await.await(query.source());
        }
        return queries.stream().map(HeldQuery::pid).sorted().toList();
    }

    @Test
    @Shows(
            "with a limit of the pool's size further bodies wait in the order of their calls,"
                    + " without a thread, and none waits in the pool, whose time-out starts when a"
                    + " body runs")
    void moreBodiesThanConnections_queueAtTheLimit() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < 5 * SIZE; i++) {
            queries.add(new Query(limited, false));
        }
        queries.subList(0, SIZE).forEach(HeldQuery::reached);
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            query.reached(); // in turn
            HeldQuery.until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0);
            query.succeed();
            assertThat(Await.await(query.source())).isEqualTo("value");
        }
    }

    @Test
    @Shows(
            "without a limit the others wait in the pool, and fail with its"
                    + " `SQLTransientConnectionException` after the `connectionTimeout`")
    void withoutALimit_waitInThePoolAndFail() throws Exception {
        pool.close();
        pool = pool(250);
        HeldQuery.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == SIZE);
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            queries.add(new Query(Blocking.with(), false));
        }
        queries.forEach(HeldQuery::reached);
        Query late = new Query(Blocking.with(), false);
        assertThatThrownBy(() -> Await.await(late.source(), SQLException.class))
                .isInstanceOf(SQLTransientConnectionException.class);
        queries.forEach(Query::close);
    }

    @Test
    @Shows("a body that waits in the pool is interrupted as well, and takes no connection")
    void interruptedInThePool_takesNoConnection() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            queries.add(new Query(Blocking.with(), false));
        }
        queries.forEach(HeldQuery::reached);
        Query late = new Query(Blocking.with(), false);
        HeldQuery.until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
        assertThatThrownBy(() -> Await.await(late.source(), Duration.ofMillis(30)))
                .isInstanceOf(TimeoutException.class);
        late.source().terminated().get();
        assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection()).isZero();
        assertThat(late.pid()).isZero();
        queries.forEach(Query::close);
    }

    @Test
    @Shows("a transaction that was interrupted is rolled back")
    void interruptedInATransaction_rolledBack() throws Exception {
        execute("create table account(id integer primary key)");
        long key = locks.hold();
        TaskFuture<Boolean> task =
                limited.supply(
                        () -> {
                            try (Connection connection = pool.getConnection();
                                    Statement statement = connection.createStatement()) {
                                connection.setAutoCommit(false);
                                statement.execute("insert into account values (1)");
                                statement.execute("select pg_advisory_xact_lock(" + key + ")");
                                connection.commit();
                                return true;
                            }
                        });
        Waiting waiting = Waiting.start(Waiter.VIRTUAL, () -> Await.await(task)).parked();
        HeldQuery.until(() -> locks.isAwaited(key));
        waiting.interrupt();
        assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
        task.terminated().get();
        execute("insert into account values (1)"); // waits until the other one is gone
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from account")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    private void execute(String sql) throws Exception {
        Await.await(
                limited.run(
                        () -> {
                            try (Connection connection = pool.getConnection();
                                    Statement statement = connection.createStatement()) {
                                statement.execute(sql);
                            }
                        }),
                SQLException.class);
    }
}
