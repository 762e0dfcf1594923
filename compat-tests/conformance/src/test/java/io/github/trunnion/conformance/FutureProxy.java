package io.github.trunnion.conformance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A future that is nothing else. */
record FutureProxy(CompletableFuture<Object> cell) implements Future<Object> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cell.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
        return cell.isCancelled();
    }

    @Override
    public boolean isDone() {
        return cell.isDone();
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
        return cell.get();
    }

    @Override
    public Object get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return cell.get(timeout, unit);
    }
}
