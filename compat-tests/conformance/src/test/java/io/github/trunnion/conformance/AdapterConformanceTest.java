package io.github.trunnion.conformance;

import io.github.trunnion.bridge.BlockingNotAllowedException;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;
import io.github.trunnion.tck.AdapterVerification;
import io.github.trunnion.tck.Source;

import org.junit.jupiter.api.Nested;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * Every adapter of this library keeps the rules of adapters.
 *
 * <table>
 * <caption>Adapters by direction</caption>
 * <tr><th>class</th><th>foreign type</th><th>to poll-future</th><th>from poll-future</th>
 * <th>await</th><th>blocking</th></tr>
 * <tr><td>Completable</td><td>CompletableFuture</td><td>Stages.hot</td>
 * <td>spawn, toCompletableFuture</td><td>Await.await</td><td>Blocking.supply, the view</td></tr>
 * <tr><td>LazyStage</td><td>CompletableFuture</td><td>Stages.lazy</td><td></td><td></td>
 * <td></td></tr>
 * <tr><td>OtherStage</td><td>a stage of another class</td><td>Stages.hot</td><td></td>
 * <td>Await.await</td><td></td></tr>
 * <tr><td>Task</td><td>TaskFuture</td><td>Stages.hot</td><td>spawn</td><td>Await.await</td>
 * <td>Blocking.supply</td></tr>
 * <tr><td>PlainFuture</td><td>Future</td><td></td><td></td><td>Await.awaitFuture</td>
 * <td></td></tr>
 * <tr><td>PollFutures</td><td>PollFuture</td><td></td><td></td><td>Await.await</td><td></td></tr>
 * </table>
 */
class AdapterConformanceTest {

    /** Completed by a CompletableFuture behind it. */
    record Behind<X>(CompletableFuture<Object> cell, X future) implements Source<X> {
        @Override
        public void complete(Object value) {
            cell.complete(value);
        }

        @Override
        public void fail(Throwable failure) {
            cell.completeExceptionally(failure);
        }

        @Override
        public void cancel() {
            cell.cancel(true);
        }

        @Override
        public boolean isCancelled() {
            return cell.isCancelled();
        }
    }

    @Nested
    class Completable extends AdapterVerification<CompletableFuture<Object>> {
        @Override
        protected Source<CompletableFuture<Object>> source() {
            CompletableFuture<Object> cell = new CompletableFuture<>();
            return new Behind<>(cell, cell);
        }

        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return Stages.hot(foreign);
        }

        @Override
        protected CompletableFuture<Object> fromPollFuture(PollFuture<?> future) {
            return BridgeExecutor.shared().<Object>spawn(future).toCompletableFuture();
        }

        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            return Await.await(foreign);
        }

        @Override
        protected Object await(CompletableFuture<Object> foreign, Duration timeout)
                throws Exception {
            return Await.await(foreign, timeout);
        }

        @Override
        protected CompletableFuture<Object> blocking(Callable<?> body) {
            return Blocking.<Object>supply(body).toCompletableFuture();
        }

        @Override
        protected CompletableFuture<Object> blockingOn(Executor executor, Callable<?> body) {
            return Blocking.on(executor).<Object>supply(body).toCompletableFuture();
        }

        @Override
        protected CompletableFuture<Object> dependent(CompletableFuture<Object> foreign) {
            return foreign.thenApply(value -> value);
        }

        @Override
        protected int callbacks(CompletableFuture<Object> foreign) {
            return foreign.getNumberOfDependents();
        }

        @Override
        protected void completeFromOutside(CompletableFuture<Object> foreign, Object value) {
            foreign.complete(value);
        }

        @Override
        protected void whenDone(CompletableFuture<Object> foreign, Runnable action) {
            foreign.whenComplete((value, failure) -> action.run());
        }

        @Override
        protected Class<? extends Exception> blockingGuard() {
            return BlockingNotAllowedException.class;
        }
    }

    @Nested
    class LazyStage extends AdapterVerification<CompletableFuture<Object>> {
        @Override
        protected Source<CompletableFuture<Object>> source() {
            CompletableFuture<Object> cell = new CompletableFuture<>();
            return new Behind<>(cell, cell);
        }

        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return Stages.<Object>lazy(() -> foreign);
        }

        @Override
        protected CompletableFuture<Object> dependent(CompletableFuture<Object> foreign) {
            return foreign.thenApply(value -> value);
        }

        @Override
        protected int callbacks(CompletableFuture<Object> foreign) {
            return foreign.getNumberOfDependents();
        }
    }

    @Nested
    class OtherStage extends AdapterVerification<CompletionStage<Object>> {
        @Override
        protected Source<CompletionStage<Object>> source() {
            CompletableFuture<Object> cell = new CompletableFuture<>();
            return new Behind<>(cell, StageProxy.of(cell));
        }

        @Override
        protected PollFuture<?> toPollFuture(CompletionStage<Object> foreign) {
            return Stages.hot(foreign);
        }

        @Override
        protected Object await(CompletionStage<Object> foreign) throws Exception {
            return Await.await(foreign);
        }

        @Override
        protected Object await(CompletionStage<Object> foreign, Duration timeout) throws Exception {
            return Await.await(foreign, timeout);
        }

        @Override
        protected CompletionStage<Object> dependent(CompletionStage<Object> foreign) {
            return foreign.thenApply(value -> value);
        }
    }

    @Nested
    class Task extends AdapterVerification<TaskFuture<Object>> {
        @Override
        protected Source<TaskFuture<Object>> source() {
            Promise<Object> promise = new Promise<>();
            TaskFuture<Object> task = BridgeExecutor.shared().spawn(promise);
            return new Source<>() {
                @Override
                public TaskFuture<Object> future() {
                    return task;
                }

                @Override
                public void complete(Object value) {
                    promise.complete(value);
                    awaitDone();
                }

                @Override
                public void fail(Throwable failure) {
                    promise.fail(failure);
                    awaitDone();
                }

                @Override
                public void cancel() {
                    task.cancel(true);
                }

                @Override
                public boolean isCancelled() {
                    return task.isCancelled();
                }

                /** The promise completes the task on its carrier. */
                private void awaitDone() {
                    while (!task.isDone()) {
                        Thread.onSpinWait();
                    }
                }
            };
        }

        @Override
        protected PollFuture<?> toPollFuture(TaskFuture<Object> foreign) {
            return Stages.hot(foreign);
        }

        @Override
        protected TaskFuture<Object> fromPollFuture(PollFuture<?> future) {
            return BridgeExecutor.shared().spawn(future);
        }

        @Override
        protected Object await(TaskFuture<Object> foreign) throws Exception {
            return Await.await(foreign);
        }

        @Override
        protected Object await(TaskFuture<Object> foreign, Duration timeout) throws Exception {
            return Await.await(foreign, timeout);
        }

        @Override
        protected TaskFuture<Object> blocking(Callable<?> body) {
            return Blocking.supply(body);
        }

        @Override
        protected TaskFuture<Object> blockingOn(Executor executor, Callable<?> body) {
            return Blocking.on(executor).supply(body);
        }

        @Override
        protected boolean isTerminated(TaskFuture<Object> foreign) {
            return foreign.terminated().isDone();
        }

        @Override
        protected void whenDone(TaskFuture<Object> foreign, Runnable action) {
            foreign.whenComplete((value, failure) -> action.run());
        }

        @Override
        protected Class<? extends Exception> blockingGuard() {
            return BlockingNotAllowedException.class;
        }
    }

    @Nested
    class PlainFuture extends AdapterVerification<Future<Object>> {
        @Override
        protected Source<Future<Object>> source() {
            CompletableFuture<Object> cell = new CompletableFuture<>();
            return new Behind<>(cell, new FutureProxy(cell));
        }

        @Override
        protected Object await(Future<Object> foreign) throws Exception {
            return Await.awaitFuture(foreign);
        }

        @Override
        protected Object await(Future<Object> foreign, Duration timeout) throws Exception {
            return Await.awaitFuture(foreign, timeout);
        }
    }

    @Nested
    class PollFutures extends AdapterVerification<PollFuture<Object>> {
        @Override
        protected Source<PollFuture<Object>> source() {
            Promise<Object> promise = new Promise<>();
            return new Source<>() {
                @Override
                public PollFuture<Object> future() {
                    return promise;
                }

                @Override
                public void complete(Object value) {
                    promise.complete(value);
                }

                @Override
                public void fail(Throwable failure) {
                    promise.fail(failure);
                }

                @Override
                public void cancel() {
                    throw new UnsupportedOperationException("only its owner cancels a promise");
                }

                @Override
                public boolean isCancelled() {
                    return promise.isCancelled();
                }
            };
        }

        @Override
        protected Object await(PollFuture<Object> foreign) throws Exception {
            return Await.await(foreign);
        }

        @Override
        protected Object await(PollFuture<Object> foreign, Duration timeout) throws Exception {
            return Await.await(foreign, timeout);
        }
    }
}
