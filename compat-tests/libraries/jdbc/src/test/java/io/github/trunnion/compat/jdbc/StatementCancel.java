package io.github.trunnion.compat.jdbc;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.DeadlineExceededException;
import io.github.trunnion.loom.OnGiveUp;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets an interrupt cancel a statement at the server. Without this it closes the socket, since the
 * thread that reads is a virtual one: so the statement runs on a thread that nobody interrupts.
 */
final class StatementCancel {
    private static final AwaitOptions<RuntimeException> DETACHED =
            Await.with().onGiveUp(OnGiveUp.DETACH);

    private StatementCancel() {}

    // region stack-jdbc-cancel
    /** Calls the body, which runs the statement; returns when the statement has ended. */
    static <T> T call(Statement statement, Callable<T> body) throws Exception {
        TaskFuture<T> running = Blocking.supply(body);
        try {
            return DETACHED.await(running, SQLException.class);
        } catch (InterruptedException | DeadlineExceededException givenUp) {
            while (!hasEnded(running)) {
                statement.cancel(); // has no effect while the statement has not begun
            }
            throw givenUp;
        }
    }

    private static boolean hasEnded(TaskFuture<?> running) throws ExecutionException {
        try {
            running.terminated().get(10, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRuns) {
            return false;
        } catch (InterruptedException again) {
            return running.isDone();
        }
    }
    // endregion
}
