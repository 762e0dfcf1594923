package io.github.trunnion.compat.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Advisory locks that a connection of the tests holds, and what the server knows of others. */
final class Locks implements AutoCloseable {
    /** For the address: the server looks every 20 ms whether its client is still there. */
    static final String CHECKED = "&options=-c%20client_connection_check_interval=20";

    private static final AtomicLong KEYS = new AtomicLong();

    private final Connection connection;

    Locks(String url) throws SQLException {
        connection = DriverManager.getConnection(url);
    }

    /** Takes a lock that nobody has had. */
    long hold() throws SQLException {
        long key = KEYS.incrementAndGet();
        isTrue("select true from pg_advisory_lock(?)", key);
        return key;
    }

    /** Lets whoever waits for a lock have it; false if it is not held. */
    boolean release(long key) throws SQLException {
        return isTrue("select pg_advisory_unlock(?)", key);
    }

    /** Whether anybody waits for a lock. */
    boolean isAwaited(long key) throws SQLException {
        return isTrue(
                "select exists (select from pg_locks where locktype = 'advisory' and objid = ?"
                        + " and not granted)",
                key);
    }

    /** Whether a server process waits for a lock. */
    boolean waits(long pid) throws SQLException {
        return isTrue(
                "select exists (select from pg_stat_activity"
                        + " where pid = ? and wait_event_type = 'Lock')",
                pid);
    }

    /** Whether a server process is there and runs a statement. */
    boolean runs(long pid) throws SQLException {
        return isTrue(
                "select exists (select from pg_stat_activity where pid = ? and state = 'active')",
                pid);
    }

    /** Ends a server process. */
    void terminate(long pid) throws SQLException {
        isTrue("select pg_terminate_backend(cast(? as integer))", pid);
    }

    private synchronized boolean isTrue(String sql, long parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
