package io.github.trunnion.benchmarks.micro;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Makes virtual threads of one kind, and knows whether they ran where they should. */
abstract class Threads {
    /** Starts a virtual thread. */
    abstract Thread start(Runnable task);

    /** Whether the current thread is one of these, and where it should be. */
    abstract boolean isHere();

    /** Runs the body in one virtual thread, called from elsewhere. */
    <T> T inside(Callable<T> body) throws InterruptedException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(() -> checked(body));
        var _ = start(task);
        return task.get();
    }

    private <T> T checked(Callable<T> body) throws Exception {
        require(isHere(), Thread.currentThread() + " is not where it should be");
        return body.call();
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
