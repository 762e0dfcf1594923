package io.github.trunnion.compat.jdbc;

import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.compat.Pending;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A query that waits at the server until the tests release a lock. */
abstract class HeldQuery implements Pending {
    private static final String SQL = "select 'value' from pg_advisory_xact_lock(?)";

    private final Locks locks;
    private final long key;
    private volatile long pid; // 0: the body has no connection yet; release/acquire by volatile

    HeldQuery(Locks locks) throws SQLException {
        this.locks = locks;
        this.key = locks.hold();
    }

    @Override
    public abstract TaskFuture<String> source();

    /** The statement, on a connection that is known from now on. */
    final PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(SQL);
        statement.setLong(1, key);
        pid = connection.unwrap(PGConnection.class).getBackendPID();
        return statement;
    }

    /** Runs the statement. */
    static String value(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** The process of the server that runs the statement. */
    final long pid() {
        return pid;
    }

    final boolean isWaitingAtTheServer() throws SQLException {
        return pid != 0 && locks.waits(pid);
    }

    /** Returns when the statement waits at the server. */
    final void reached() {
        until(this::isWaitingAtTheServer);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    @Override
    public void succeed() throws SQLException {
        locks.release(key);
    }

    @Override
    public void fail() throws SQLException {
        until(() -> source().isDone() || isWaitingAtTheServer());
        if (!source().isDone()) {
            locks.terminate(pid);
        }
    }

    @Override
    public boolean stopped() throws SQLException {
        return !locks.runs(pid);
    }

    @Override
    public void close() {
        try {
            succeed();
            source().terminated().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
