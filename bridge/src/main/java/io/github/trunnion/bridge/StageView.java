package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The CompletableFuture face of a task: asynchronous dependents without an executor run on a
 * virtual thread each, not on the common pool, and waiting is refused where it would block a loop
 * (E7). A minimalCompletionStage is of the JDK's own class, which has the common pool.
 */
class StageView<T extends @Nullable Object> extends CompletableFuture<T> {
    private static final Executor ASYNC = StageView::onVirtualThread;

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new StageView<>();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        requireMayBlock("get");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireMayBlock("get");
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        requireMayBlock("join");
        return super.join();
    }

    private void requireMayBlock(String method) {
        if (!isDone()) {
            LoopThread.requireBlockingAllowed("CompletableFuture." + method);
        }
    }

    /** The task has ended with a value. */
    final void taskCompleted(T value) {
        super.complete(value);
    }

    /** The task has failed or was cancelled. */
    final void taskFailed(Throwable failure) {
        super.completeExceptionally(failure);
    }

    @Override
    public Executor defaultExecutor() {
        return ASYNC;
    }

    private static void onVirtualThread(Runnable action) {
        if (LoopThread.isCurrent() || CarriedThread.homeOfCurrent() != null) {
            Dispatcher.execute(action); // a thread made here would run on the carrier
        } else {
            Thread.ofVirtual().name("trunnion-async").start(action);
        }
    }

    /**
     * Runs what completes a stage: dependents never run on a loop thread (st07). It is made
     * together with the stage, so that a completion which finds no memory is not lost.
     */
    static void offLoop(Dispatcher.Action completion) {
        if (LoopThread.isCurrent()) {
            Dispatcher.submit(completion);
        } else {
            completion.action.run();
        }
    }
}
