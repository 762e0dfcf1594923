package io.github.trunnion.tck;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.ReactorSlot;
import io.github.trunnion.futures.Timers;
import io.github.trunnion.futures.Waker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Executors whose wakers do one thing wrong. */
final class BrokenWakers {
    private BrokenWakers() {}

    private static SimpleExecutor of(
            Thread.UncaughtExceptionHandler reports,
            BiFunction<SimpleExecutor, SimpleExecutor.TaskWaker, Waker> make) {
        return ExecutorFaults.context(
                reports,
                (home, waker) ->
                        Context.of(
                                make.apply(home, waker),
                                home.carrier.slot(),
                                home.carrier.timers()));
    }

    /** A waker is for the poll that it was given to. */
    static SimpleExecutor ofOnePoll(Thread.UncaughtExceptionHandler reports) {
        AtomicInteger polls = new AtomicInteger();
        return of(
                reports,
                (home, waker) -> {
                    int poll = polls.incrementAndGet();
                    return () -> {
                        if (polls.get() == poll) {
                            waker.wake();
                        }
                    };
                });
    }

    /** There will be another one soon. */
    static SimpleExecutor losesEveryTenth(Thread.UncaughtExceptionHandler reports) {
        AtomicInteger wakes = new AtomicInteger();
        return of(
                reports,
                (home, waker) ->
                        () -> {
                            if (wakes.incrementAndGet() % 10 != 0) {
                                waker.wake();
                            }
                        });
    }

    /** A late wake is an error of the caller. */
    static SimpleExecutor complaining(Thread.UncaughtExceptionHandler reports) {
        return of(
                reports,
                (home, waker) ->
                        () -> {
                            if (waker.task == null) {
                                throw new IllegalStateException("late");
                            }
                            waker.wake();
                        });
    }

    /** All wakers of one executor are alike. */
    static SimpleExecutor alike(Thread.UncaughtExceptionHandler reports) {
        return of(reports, (home, waker) -> new BrokenExecutors.AlikeWaker(waker));
    }

    /** Two threads poll faster than one. */
    static SimpleExecutor pollingBeside(Thread.UncaughtExceptionHandler reports) {
        return ExecutorFaults.context(reports, Beside::new);
    }

    private record Beside(SimpleExecutor home, SimpleExecutor.TaskWaker own) implements Context {
        @Override
        public Waker waker() {
            SimpleExecutor.Task<?> task = own.task;
            if (task != null) {
                Context second = withWaker(own);
                BrokenExecutors.joinQuietly(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                task.future.poll(second);
                                            } catch (Exception e) {
                                                throw new IllegalStateException(e);
                                            }
                                        }));
            }
            return own;
        }

        @Override
        public ReactorSlot reactor() {
            return home.carrier.slot();
        }

        @Override
        public Timers timers() {
            return home.carrier.timers();
        }

        @Override
        public Context withWaker(Waker other) {
            return Context.of(other, reactor(), timers());
        }
    }
}
