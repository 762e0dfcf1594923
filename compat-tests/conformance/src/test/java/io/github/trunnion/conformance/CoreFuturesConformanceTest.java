package io.github.trunnion.conformance;

import io.github.trunnion.futures.AtomicWaker;
import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Interval;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Promise;
import io.github.trunnion.futures.TaskSet;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;
import io.github.trunnion.tck.FakeClock;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.Subject;
import io.github.trunnion.tck.TestCarrier;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Every future of the library that waits for no child and no channel keeps the rules of futures.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
class CoreFuturesConformanceTest extends PollFutureVerification<Object> {
    private static final Duration DAY = Duration.ofDays(1);

    /** How to make one; times are those of the clock that is given. */
    enum Kind {
        PROMISE(
                clock -> {
                    Promise<Object> promise = new Promise<>();
                    return Subject.<Object>of(promise)
                            .releasedBy(() -> promise.complete("done"))
                            .holdingIf(() -> !promise.isDone());
                }),
        FAILED_PROMISE(
                clock -> {
                    Promise<Object> promise = new Promise<>();
                    return Subject.<Object>of(promise)
                            .releasedBy(() -> promise.fail(new IOException("failed")));
                }),
        READY(clock -> Subject.of(PollFutures.ready("done"))),
        FAILED(clock -> Subject.of(PollFutures.failed(new IOException("failed")))),
        LAZY(
                clock -> {
                    AtomicBoolean started = new AtomicBoolean();
                    Promise<Object> promise = new Promise<>();
                    return Subject.<Object>of(
                                    PollFutures.lazy(
                                            () -> {
                                                started.set(true);
                                                return promise;
                                            }))
                            .releasedBy(() -> promise.complete("done"))
                            .startedIf(started::get);
                }),
        FROM_CALLBACK(
                clock -> {
                    CompletableFuture<Consumer<Object>> resolve = new CompletableFuture<>();
                    AtomicBoolean running = new AtomicBoolean();
                    return Subject.<Object>of(
                                    PollFutures.fromCallback(
                                            (resolver, reject) -> {
                                                running.set(true);
                                                resolve.complete(resolver);
                                                return () -> running.set(false);
                                            }))
                            .releasedBy(
                                    () ->
                                            resolve.thenAccept(
                                                    resolver -> {
                                                        running.set(false);
                                                        resolver.accept("done");
                                                    }))
                            .startedIf(resolve::isDone)
                            .holdingIf(running::get);
                }),
        YIELD_NOW(clock -> Subject.of(widen(PollFutures.yieldNow()))),
        SLEEP(
                clock ->
                        Subject.of(widen(PollFutures.sleep(DAY)))
                                .releasedByTime(() -> clock.advance(DAY.toNanos()))
                                .startedIf(() -> clock.armed() > 0)
                                .holdingIf(() -> clock.live() > 0)),
        SLEEP_ON_REAL_TIMERS(clock -> Subject.of(widen(PollFutures.sleep(Duration.ofMillis(5))))),
        TICK(
                clock -> {
                    Interval days = PollFutures.interval(DAY);
                    return Subject.of(widen(days.tick()))
                            .releasedByTime(() -> clock.advance(DAY.toNanos()))
                            .startedIf(() -> clock.armed() > 0)
                            .holdingIf(() -> clock.live() > 0);
                }),
        TIMED_OUT(
                clock ->
                        Subject.of(PollFutures.withTimeout(PollFutures.pending(), DAY))
                                .releasedByTime(() -> clock.advance(DAY.toNanos()))
                                .holdingIf(() -> clock.live() > 0)),
        TAKE_OF_A_LATE_TASK(
                clock -> {
                    TaskSet<Object> set = new TaskSet<>();
                    set.spawn(PollFutures.pending());
                    Promise<Object> promise = new Promise<>();
                    set.spawn(promise);
                    return Subject.of(set.take()).releasedBy(() -> promise.complete("done"));
                }),
        ATOMIC_WAKER(
                clock -> {
                    Flag flag = new Flag();
                    return Subject.<Object>of(flag).releasedBy(flag::raise);
                }),
        STAGE_HOT(
                clock -> {
                    CompletableFuture<Object> source = new CompletableFuture<>();
                    return Subject.<Object>of(Stages.hot(source))
                            .releasedBy(() -> source.complete("done"))
                            .holdingIf(() -> !source.isDone());
                }),
        STAGE_THAT_FAILS(
                clock -> {
                    CompletableFuture<Object> source = new CompletableFuture<>();
                    return Subject.<Object>of(Stages.hot(source))
                            .releasedBy(
                                    () -> source.completeExceptionally(new IOException("failed")));
                }),
        STAGE_LAZY(
                clock -> {
                    CompletableFuture<Object> source = new CompletableFuture<>();
                    AtomicBoolean started = new AtomicBoolean();
                    return Subject.<Object>of(
                                    Stages.lazy(
                                            () -> {
                                                started.set(true);
                                                return source;
                                            }))
                            .releasedBy(() -> source.complete("done"))
                            .startedIf(started::get);
                }),
        STAGE_WITHOUT_CANCEL(
                clock -> {
                    CompletableFuture<Object> source = new CompletableFuture<>();
                    return Subject.<Object>of(Stages.hot(source.minimalCompletionStage()))
                            .releasedBy(() -> source.complete("done"));
                }),
        BLOCKING_BODY(
                clock -> {
                    CountDownLatch go = new CountDownLatch(1);
                    AtomicBoolean started = new AtomicBoolean();
                    return Subject.<Object>of(
                                    Stages.lazy(
                                            () -> {
                                                started.set(true);
                                                return Blocking.supply(
                                                        () -> {
                                                            go.await();
                                                            return "done";
                                                        });
                                            }))
                            .releasedBy(go::countDown)
                            .startedIf(started::get);
                });

        private final Function<FakeClock, Subject<Object>> make;

        Kind(Function<FakeClock, Subject<Object>> make) {
            this.make = make;
        }

        boolean isTimedByTheTest() {
            return this == SLEEP || this == TICK || this == TIMED_OUT;
        }

        boolean fails() {
            return this == FAILED_PROMISE
                    || this == FAILED
                    || this == TIMED_OUT
                    || this == STAGE_THAT_FAILS;
        }
    }

    @Parameter Kind kind;

    private final FakeClock clock = new FakeClock();

    @Override
    protected Subject<Object> create() {
        return kind.make.apply(clock);
    }

    @Override
    protected TestCarrier createCarrier() {
        return kind.isTimedByTheTest() ? new TestCarrier(clock) : new TestCarrier();
    }

    @Override
    protected void verifyFailure(Throwable failure) {
        if (!kind.fails()) {
            super.verifyFailure(failure);
        }
    }

    @Override
    protected boolean refusesPollsWhenDone() {
        return kind != Kind.READY && kind != Kind.FAILED && kind != Kind.ATOMIC_WAKER;
    }

    @Override
    protected boolean worksOnAnyThread() {
        return !kind.isTimedByTheTest();
    }

    @Override
    protected Subject<Object> createOfNull() {
        return switch (kind) {
            case PROMISE -> {
                Promise<Object> promise = new Promise<>();
                yield Subject.<Object>of(promise).releasedBy(() -> promise.complete(null));
            }
            case READY -> Subject.of(PollFutures.ready(null));
            case STAGE_HOT -> Subject.of(Stages.hot(CompletableFuture.completedFuture(null)));
            case FROM_CALLBACK ->
                    Subject.of(
                            PollFutures.fromCallback(
                                    (resolve, reject) -> {
                                        resolve.accept(null);
                                        return null;
                                    }));
            default -> null;
        };
    }

    static PollFuture<Object> widen(PollFuture<?> future) {
        @SuppressWarnings("unchecked") // a future only produces values
        PollFuture<Object> widened = (PollFuture<Object>) future;
        return widened;
    }

    /** As the documentation of AtomicWaker shows it. */
    private static final class Flag implements PollFuture<Object> {
        private final AtomicWaker waker = new AtomicWaker();
        private volatile boolean raised;

        @Override
        public Poll<Object> poll(Context cx) {
            if (raised) {
                return Poll.ready("done");
            }
            waker.register(cx.waker());
            return raised ? Poll.ready("done") : Poll.pending();
        }

        void raise() {
            raised = true;
            waker.wake();
        }

        @Override
        public void cancel() {
            waker.take();
        }
    }
}
