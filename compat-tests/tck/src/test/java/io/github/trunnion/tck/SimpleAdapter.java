package io.github.trunnion.tck;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A correct adapter of CompletableFuture in all directions; its subclasses are not. */
class SimpleAdapter extends AdapterVerification<CompletableFuture<Object>> {

    /** A source whose every end can be watched. */
    record Cell(CompletableFuture<Object> future) implements Source<CompletableFuture<Object>> {
        @Override
        public void complete(Object value) {
            future.complete(value);
        }

        @Override
        public void fail(Throwable failure) {
            future.completeExceptionally(failure);
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }

        @Override
        public boolean isCancelled() {
            return future.isCancelled();
        }
    }

    @Override
    protected Source<CompletableFuture<Object>> source() {
        return new Cell(new CompletableFuture<>());
    }

    @Override
    protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
        return new Polled(foreign);
    }

    @Override
    protected CompletableFuture<Object> fromPollFuture(PollFuture<?> future) {
        Thread.UncaughtExceptionHandler reports = (thread, thrown) -> {};
        SimpleExecutor executor = new SimpleExecutor(reports).start();
        CompletableFuture<Object> result =
                (CompletableFuture<Object>) executor.<Object>spawn(future);
        Thread.ofVirtual().start(executor::close);
        return result;
    }

    @Override
    protected Object await(CompletableFuture<Object> foreign) throws Exception {
        if (foreign.isDone()) {
            return resultNow(foreign);
        }
        try {
            return foreign.get();
        } catch (InterruptedException e) {
            if (!foreign.cancel(true) && !foreign.isCancelled()) {
                Thread.currentThread().interrupt();
                return resultNow(foreign);
            }
            throw e;
        } catch (ExecutionException | CancellationException e) {
            return resultNow(foreign);
        }
    }

    static Object resultNow(CompletableFuture<Object> done) throws Exception {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception failure ? failure : e;
        } catch (CancellationException e) {
            CancellationException here = new CancellationException("cancelled");
            here.initCause(e);
            throw here;
        }
    }

    @Override
    protected CompletableFuture<Object> blocking(Callable<?> body) {
        Blocking result = new Blocking(body);
        result.thread = Thread.ofVirtual().unstarted(result);
        result.thread.start();
        return result;
    }

    /** The result of a body. */
    static class Blocking extends CompletableFuture<Object> implements Runnable {
        private final Callable<?> body;
        volatile Thread thread;

        Blocking(Callable<?> body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                complete(body.call());
            } catch (Throwable failure) {
                failed(failure);
            }
        }

        void failed(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = super.cancel(mayInterruptIfRunning);
            if (first && mayInterruptIfRunning && thread != Thread.currentThread()) {
                interrupt();
            }
            return first;
        }

        void interrupt() {
            thread.interrupt();
        }
    }

    /** The poll-future of a source. */
    static class Polled implements PollFuture<Object> {
        final CompletableFuture<Object> source;
        private final AtomicWaker waker = new AtomicWaker();
        private boolean registered;

        Polled(CompletableFuture<Object> source) {
            this.source = source;
        }

        @Override
        public Poll<Object> poll(Context cx) throws Exception {
            if (!source.isDone()) {
                keep(cx.waker());
                if (!registered) {
                    registered = true;
                    source.whenComplete((value, failure) -> wake());
                }
            }
            return source.isDone() ? Poll.ready(end()) : Poll.pending();
        }

        Object end() throws Exception {
            return resultNow(source);
        }

        void keep(Waker given) {
            waker.register(given);
        }

        void wake() {
            waker.wake();
        }

        @Override
        public void cancel() {
            source.cancel(true);
        }
    }
}
