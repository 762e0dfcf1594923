package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.Waker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Adapters that each do one thing wrong. */
final class BrokenAdapters {
    private BrokenAdapters() {}

    /** Correct so far. */
    abstract static class Broken extends SimpleAdapter {
        @Override
        protected Duration patience() {
            return Duration.ofMillis(800);
        }
    }

    /** There is always another way. */
    static class OffersNothing extends AdapterVerification<Object> {
        @Override
        protected Source<Object> source() {
            CompletableFuture<Object> cell = new CompletableFuture<>();
            return new Source<>() {
                @Override
                public Object future() {
                    return cell;
                }

                @Override
                public void complete(Object value) {
                    cell.complete(value);
                }

                @Override
                public void fail(Throwable failure) {}

                @Override
                public void cancel() {}

                @Override
                public boolean isCancelled() {
                    return false;
                }
            };
        }
    }

    /** The source has other users. */
    static class LeavesTheSource extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                public void cancel() {}
            };
        }
    }

    /** What is done cannot be cancelled. */
    static class ComplainsInCancel extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                public void cancel() {
                    if (!source.cancel(true)) {
                        throw new IllegalStateException("done");
                    }
                }
            };
        }
    }

    /** Wakers are equivalent, so the first one will do. */
    static class KeepsTheFirstWaker extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                private boolean kept;

                @Override
                void keep(Waker given) {
                    if (!kept) {
                        kept = true;
                        super.keep(given);
                    }
                }
            };
        }
    }

    /** One lock is simple. */
    static class WakesUnderALock extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                public synchronized Poll<Object> poll(Context cx) throws Exception {
                    return super.poll(cx);
                }

                @Override
                synchronized void wake() {
                    super.wake();
                }
            };
        }
    }

    /** Null means pending. */
    static class DropsNull extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                Object end() throws Exception {
                    Object value = super.end();
                    return value == null ? "null" : value;
                }
            };
        }

        @Override
        protected CompletableFuture<Object> fromPollFuture(PollFuture<?> future) {
            return super.fromPollFuture(plain(future, "null"));
        }

        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            Object value = super.await(foreign);
            return value == null ? "null" : value;
        }
    }

    /** What join throws is the failure. */
    static class KeepsWrappers extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                Object end() {
                    return source.join();
                }
            };
        }

        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            return foreign.get();
        }

        @Override
        protected CompletableFuture<Object> blocking(Callable<?> body) {
            return start(
                    new Blocking(body) {
                        @Override
                        void failed(Throwable failure) {
                            super.failed(new IllegalStateException(failure));
                        }
                    });
        }
    }

    /** The polls of a future without its cancel, and with another null. */
    static PollFuture<Object> plain(PollFuture<?> future, Object forNull) {
        return cx ->
                future.poll(cx) instanceof Poll.Ready<?> ready
                        ? Poll.ready(ready.value() == null ? forNull : ready.value())
                        : Poll.pending();
    }

    static CompletableFuture<Object> start(SimpleAdapter.Blocking result) {
        result.thread = Thread.ofVirtual().unstarted(result);
        result.thread.start();
        return result;
    }

    /** A cancel is a failure like any other. */
    static class CancelIsAFailure extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                @Override
                Object end() throws Exception {
                    try {
                        return super.end();
                    } catch (CancellationException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    /** Even a complete source is asked by a callback of its own later. */
    static class NeverReadyAtOnce extends Broken {
        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return new Polled(foreign) {
                private boolean polled;

                @Override
                public Poll<Object> poll(Context cx) throws Exception {
                    if (!polled) {
                        polled = true;
                        cx.waker().wake();
                        return Poll.pending();
                    }
                    return super.poll(cx);
                }
            };
        }
    }

    /** The result is what matters. */
    static class CancelsTheResultOnly extends Broken {
        @Override
        protected CompletableFuture<Object> fromPollFuture(PollFuture<?> future) {
            return super.fromPollFuture(plain(future, null));
        }
    }

    /** An interrupt goes first. */
    static class LooksAtTheFlagFirst extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return super.await(foreign);
        }
    }

    /** A park ends when the source is done. */
    static class TrustsThePark extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            Thread waiter = Thread.currentThread();
            foreign.whenComplete((value, failure) -> LockSupport.unpark(waiter));
            LockSupport.park(foreign);
            return foreign.getNow("nothing");
        }
    }

    /** Who waits does not own. */
    static class LeavesTheSourceAlone extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            return foreign.isDone() ? super.await(foreign) : foreign.get();
        }
    }

    /** The flag must not get lost. */
    static class SetsTheFlag extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            try {
                return super.await(foreign);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw e;
            }
        }
    }

    /** The cancel of the source is thrown as it is. */
    static class ThrowsTheOriginal extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            try {
                return super.await(foreign);
            } catch (CancellationException e) {
                e.setStackTrace(new StackTraceElement[0]);
                throw e;
            }
        }
    }

    /** Waiting is for one kind of thread. */
    static class WaitsNowhere extends Broken {
        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            if (!foreign.isDone()) {
                throw new IllegalStateException("not here");
            }
            return super.await(foreign);
        }
    }

    /** A body that runs is left alone. */
    static class NeverInterrupts extends Broken {
        @Override
        protected CompletableFuture<Object> blocking(Callable<?> body) {
            return start(
                    new Blocking(body) {
                        @Override
                        void interrupt() {}
                    });
        }
    }

    /** Cancel interrupts whoever it is. */
    static class InterruptsItself extends Broken {
        @Override
        protected CompletableFuture<Object> blocking(Callable<?> body) {
            return start(
                    new Blocking(body) {
                        @Override
                        public boolean cancel(boolean mayInterruptIfRunning) {
                            thread.interrupt();
                            return super.cancel(mayInterruptIfRunning);
                        }
                    });
        }
    }
}
