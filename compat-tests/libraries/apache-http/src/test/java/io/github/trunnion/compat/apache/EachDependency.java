package io.github.trunnion.compat.apache;

import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Has the cancel of a request reach all that the request has begun: lease, connect, exchange. The
 * client itself keeps what was told last, which may be a lease that has long ended.
 */
final class EachDependency implements AsyncExecChainHandler {
    @Override
    public void execute(
            HttpRequest request,
            AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        AsyncExecChain.Scope collecting =
                new AsyncExecChain.Scope(
                        scope.exchangeId,
                        scope.route,
                        scope.originalRequest,
                        new Each(scope.cancellableDependency),
                        scope.clientContext,
                        scope.execRuntime,
                        scope.scheduler,
                        scope.execCount);
        chain.proceed(request, body, collecting, callback);
    }

    private static final class Each implements CancellableDependency {
        private final CancellableDependency request;
        private final Queue<Cancellable> begun = new ConcurrentLinkedQueue<>();

        Each(CancellableDependency request) {
            this.request = request;
            request.setDependency(this::cancelEach);
        }

        /** Added before it looks: a cancel sees what was added, or is seen here. */
        @Override
        public void setDependency(Cancellable dependency) {
            begun.add(dependency);
            if (request.isCancelled()) {
                cancelEach();
            }
        }

        private boolean cancelEach() {
            boolean cancelled = false;
            for (Cancellable next = begun.poll(); next != null; next = begun.poll()) {
                cancelled |= next.cancel();
            }
            return cancelled;
        }

        @Override
        public boolean isCancelled() {
            return request.isCancelled();
        }

        @Override
        public boolean cancel() {
            return request.cancel();
        }
    }
}
