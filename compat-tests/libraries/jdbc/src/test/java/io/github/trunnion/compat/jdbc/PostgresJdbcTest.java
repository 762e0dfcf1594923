package io.github.trunnion.compat.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The JDBC driver of PostgreSQL: queries that wait for an advisory lock. */
@Library(
        name = "PostgreSQL JDBC",
        of = Driver.class,
        by =
                "`Connection`, in bodies of `Blocking` on virtual threads that turn an interrupt"
                        + " into a `Statement.cancel` (`StatementCancel` in the tests)",
        needs = "PostgreSQL")
class PostgresJdbcTest extends LibraryVerification {
    @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

    private Locks locks;

    @BeforeEach
    void connect() throws SQLException {
        locks = new Locks(POSTGRES.url());
    }

    @AfterEach
    void close() throws SQLException {
        locks.close();
    }

    /** On a connection of its own, without a pool. */
    private final class Query extends HeldQuery {
        final Connection connection;
        private final PreparedStatement statement;
        private final TaskFuture<String> task;

        Query(String options, boolean gently) throws SQLException {
            super(locks);
            connection = DriverManager.getConnection(POSTGRES.url() + options);
            statement = prepare(connection);
            task =
                    Blocking.supply(
                            gently
                                    ? () -> StatementCancel.call(statement, () -> value(statement))
                                    : () -> value(statement));
        }

        @Override
        public TaskFuture<String> source() {
            return task;
        }

        @Override
        public void cancel() throws SQLException {
            reached();
            statement.cancel();
        }

        @Override
        public void close() {
            super.close();
            try {
                connection.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    protected Pending begin() throws SQLException {
        return new Query("", true);
    }

    @Override
    protected Class<? extends Throwable> failure() {
        return PSQLException.class;
    }

    @Override
    protected Map<Case, String> cannot() {
        return Map.of(
                Case.CANCELLED,
                "`Statement.cancel` ends the statement with a `PSQLException` of the state 57014,"
                        + " which the server sends for a `statement_timeout` too");
    }

    @Override
    protected void reached(Pending pending) {
        ((Query) pending).reached();
    }

    @Test
    @Shows("after an interrupt that became a `Statement.cancel` the connection can be used on")
    void interruptedGently_connectionIsWhole() throws Exception {
        try (Query query = new Query("", true)) {
            query.reached();
            Waiting waiting = Waiting.start(Waiter.VIRTUAL, () -> Await.await(query.source()));
            waiting.parked().interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            query.source().terminated().get();
            try (Statement next = query.connection.createStatement()) {
                assertThat(next.execute("select 1")).isTrue();
            }
        }
    }

    @Test
    @Shows(
            "without the wrapper an interrupt closes the socket, as the JDK does for a virtual"
                    + " thread, and the server goes on until the statement ends by itself")
    void interrupted_socketClosedAndTheServerGoesOn() throws Exception {
        try (Query query = new Query("", false)) {
            query.reached();
            assertThatThrownBy(() -> Await.await(query.source(), Duration.ofMillis(30)))
                    .isInstanceOf(TimeoutException.class);
            query.source().terminated().get();
            assertThatThrownBy(() -> query.connection.createStatement().execute("select 1"))
                    .isInstanceOf(PSQLException.class);
            assertThat(query.stopped()).isFalse();
            query.succeed();
            HeldQuery.until(query::stopped);
        }
    }

    @Test
    @Shows(
            "without the wrapper, but with `client_connection_check_interval`, the server sees the"
                    + " closed socket and stops; the driver sets it by `options=-c"
                    + " client_connection_check_interval=1s`")
    void interruptedAndTheServerLooks_serverStops() throws Exception {
        try (Query query = new Query(Locks.CHECKED, false)) {
            query.reached();
            query.source().cancel(true);
            HeldQuery.until(query::stopped);
        }
    }

    @Test
    @Shows(
            "`setQueryTimeout` works on virtual threads as well: a `PSQLException` of the state"
                    + " 57014, and the connection can be used on")
    void queryTimeout_failsAndConnectionIsWhole() throws Exception {
        long key = locks.hold();
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            TaskFuture<Boolean> task =
                    Blocking.supply(
                            () -> statement.execute("select pg_advisory_xact_lock(" + key + ")"));
            assertThatThrownBy(() -> Await.await(task, SQLException.class))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e ->
                                    assertThat(e.getSQLState())
                                            .isEqualTo(PSQLState.QUERY_CANCELED.getState()));
            assertThat(statement.execute("select 1")).isTrue();
        }
    }
}
